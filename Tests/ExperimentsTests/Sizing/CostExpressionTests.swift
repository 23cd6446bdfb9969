import Testing

@testable import Experiments

@Suite("A cost is a formula over names")
struct CostExpressionTests {
    private let values = ["services.proxy.replicas": 3.0, "poller.calls": 40, "a.b p(95)": 8, "a.b avg": 2, "x": 5]

    @Test(
        "It comes to what arithmetic says",
        arguments: [
            ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("2 - 3 - 4", -5), ("24 / 4 / 2", 3), ("-x + 6", 1),
            ("2 * services.proxy.replicas + 0.1 * poller.calls", 10), ("x*-x", -25), ("--x", 5),
            ("a.b p(95) / a.b avg", 4), ("((x))", 5), ("2*(x-(1+1))", 6), (".5 * 4", 2), ("1 - (2 - 3)", 2),
        ] as [(String, Double)])
    func values(_ text: String, _ value: Double) throws {
        #expect(try CostExpression(text).value { values[$0] } == value)
    }

    /// A formula is drawn together with what it comes to.
    @Test("200 drawn formulas come to what they were drawn with")
    func drawn() throws {
        func formula(_ numbers: inout Numbers, depth: Int) -> (text: String, value: Double, rank: Int) {
            guard depth > 0, numbers.below(5) > 0 else {
                let number = Double(numbers.below(9) + 1)
                return numbers.below(2) == 0 ? ("\(Int(number))", number, 2) : ("x", 5, 2)
            }
            let left = formula(&numbers, depth: depth - 1)
            let right = formula(&numbers, depth: depth - 1)
            let (sign, rank) = [("+", 0), ("-", 0), ("*", 1), ("/", 1)][numbers.below(4)]
            // Parentheses where the order of arithmetic would read it otherwise.
            let one = left.rank < rank ? "(\(left.text))" : left.text
            let other = right.rank <= rank ? "(\(right.text))" : right.text
            let value: Double =
                switch sign {
                case "+": left.value + right.value
                case "-": left.value - right.value
                case "*": left.value * right.value
                default: left.value / right.value
                }
            return ("\(one) \(sign) \(other)", value, rank)
        }
        for number in 0..<200 {
            var numbers = Numbers("formula", number)
            let drawn = formula(&numbers, depth: 4)
            let value = try CostExpression(drawn.text).value { values[$0] }
            #expect(value == (drawn.value.isFinite ? drawn.value : nil), "\(drawn.text)")
        }
    }

    @Test("Names are told once each, with the column of their first mention")
    func names() throws {
        let cost = try CostExpression("x + a.b p(95) * x - a.b avg")
        #expect(cost.names == ["x", "a.b p(95)", "a.b avg"] && cost.columns == [1, 5, 21])
        #expect(cost.value { $0 == "x" ? 1 : nil } == nil)
        #expect(try CostExpression("x / (x - 5)").value { values[$0] } == nil)
    }

    @Test(
        "A mistake is named with its column",
        arguments: [
            ("", 1, "is missing"), ("1 +", 4, "is missing"), ("1 + * 2", 5, "`*` is no number"),
            ("(1 + 2", 1, "not closed"),
            ("1 2", 3, "`2` follows"), ("x)", 2, "`)` follows"), ("1.2.3", 1, "`1.2.3` is no number"),
            ("2 $ 3", 3, "`$` follows"), ("a.b p95", 5, "follows"),
        ] as [(String, Int, String)])
    func mistakes(_ text: String, _ column: Int, _ words: String) throws {
        let refusal = try #require(throws: CostExpression.Refusal.self) { try CostExpression(text) }
        #expect(refusal.column == column && refusal.message.contains(words), "\(refusal)")
    }

    @Test("What is nested without end is refused, and does not end the program")
    func nested() {
        #expect(throws: CostExpression.Refusal.self) { try CostExpression(String(repeating: "(", count: 100_000)) }
        #expect(throws: CostExpression.Refusal.self) { try CostExpression(String(repeating: "-", count: 100_000)) }
    }
}
