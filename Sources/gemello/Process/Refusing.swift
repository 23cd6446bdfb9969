/// Turns an expected trouble, whose description is made for people, into the line that ends the command.
enum Refusing {
    static func run<Value, Trouble: Error & CustomStringConvertible>(
        _ body: () throws(Trouble) -> Value
    ) throws(Failure) -> Value {
        do {
            return try body()
        } catch {
            throw Failure(error.description)
        }
    }
}
