import Testing
import VirtualTime

@Suite("A name pattern")
struct NamePatternTests {
    @Test(
        "fits whole names, its stars any run of characters",
        arguments: [
            ("core:80", "core:80", true), ("core:80", "core:8080", false), ("*", "", true), ("*", "core", true),
            ("core-*", "core-1", true), ("core-*", "core", false), ("*-proxy-*", "iris-payment-proxy-2", true),
            ("*-proxy", "iris-payment-proxy-2", false), ("a*b*c", "a-b-b-c", true), ("a*b*c", "a-c-b", false),
            ("Core*", "core", false), ("**", "x", true), ("a**", "b", false),
        ] as [(String, String, Bool)])
    func fits(pattern: String, name: String, expected: Bool) {
        #expect(NamePattern(pattern).matches(name) == expected)
    }
}
