@main struct Gemello { static func main() {} }
