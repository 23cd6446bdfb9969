/// Figures in the text form of OpenMetrics 1.0, which GitLab's metrics report compares between branches.
package struct OpenMetricsText {
    /// Figures of one name.
    package struct Family: Sendable {
        /// What kind of figures they are.
        package enum Kind: String, Sendable {
            /// A number as it stands.
            case gauge
            /// Which of several words holds; a sample for each.
            case stateset
        }

        /// With its unit at the end.
        package let name: String
        /// What the numbers are.
        package let kind: Kind
        /// `seconds`, `ratio`; empty where the name says all.
        package let unit: String
        /// A sentence for people.
        package let help: String
        /// Each with its labels, in order.
        package var samples: [Sample]

        /// - Parameter name: of any characters: those that no name may have become underscores.
        package init(
            _ name: String, _ kind: Kind = .gauge, unit: String = "", help: String, _ samples: [Sample] = []
        ) {
            let plain = String(name.map { Self.isOfName($0) ? $0 : "_" })
            self.name = unit.isEmpty || plain.hasSuffix("_" + unit) ? plain : "\(plain)_\(unit)"
            self.kind = kind
            self.unit = unit
            self.help = help
            self.samples = samples
        }

        private static func isOfName(_ character: Character) -> Bool {
            character.isASCII && (character.isLetter || character.isNumber || character == "_")
        }
    }

    /// One number.
    package struct Sample: Sendable {
        /// What tells it from the others of its name.
        package var labels: [(name: String, value: String)]
        /// In the family's unit.
        package var value: Double

        /// A number with its labels.
        package init(_ labels: [(name: String, value: String)], _ value: Double) {
            self.labels = labels
            self.value = value
        }
    }

    private let families: [Family]

    /// Those without a sample are left out.
    package init(_ families: [Family]) { self.families = families.filter { !$0.samples.isEmpty } }

    /// The whole exposition.
    package var text: String {
        families.flatMap(Self.lines).map { $0 + "\n" }.joined() + "# EOF\n"
    }

    private static func lines(_ family: Family) -> [String] {
        let unit = family.unit.isEmpty ? [] : ["# UNIT \(family.name) \(family.unit)"]
        return ["# TYPE \(family.name) \(family.kind.rawValue)"] + unit
            + ["# HELP \(family.name) \(escaped(family.help))"]
            + family.samples.map { sample in
                let labels = sample.labels.map { "\($0.name)=\"\(escaped($0.value))\"" }.joined(separator: ",")
                return family.name + (labels.isEmpty ? "" : "{\(labels)}") + " " + number(sample.value)
            }
    }

    /// Whole numbers have no point.
    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
    }

    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { escaped, scalar in
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            case "\r": escaped += " "
            default: escaped.unicodeScalars.append(scalar)
            }
        }
    }
}
