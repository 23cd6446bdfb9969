import Foundation

/// Figures as people read them: three digits that matter and the unit that suits the size.
package enum HumanUnits {
    /// `figure` in a measure's unit: `s`, `1/s`, `%`, `1`, or a noun that is counted.
    package static func text(_ figure: Double, unit: String) -> String {
        guard figure.isFinite else { return "-" }
        return switch unit {
        case "s": duration(figure)
        case "1/s": rate(figure)
        case "%": digits(figure) + " %"
        default: count(figure)
        }
    }

    /// `120 ms`, `1.25 s`, `3 min 20 s`, `2 h 05 min`, `1 d 04 h`.
    package static func duration(_ seconds: Double) -> String {
        guard seconds >= 0 else { return "-" + duration(-seconds) }
        if seconds == 0 { return "0 s" }
        if seconds < 0.000_999_5 { return digits(seconds * 1e6) + " us" }
        if seconds < 0.999_5 { return digits(seconds * 1e3) + " ms" }
        if seconds < 59.95 { return digits(seconds) + " s" }
        let whole = Int(seconds.rounded())
        if whole < 3_600 { return "\(whole / 60) min \(twoDigits(whole % 60)) s" }
        let minutes = Int((seconds / 60).rounded())
        if minutes < 24 * 60 { return "\(minutes / 60) h \(twoDigits(minutes % 60)) min" }
        let hours = Int((seconds / 3_600).rounded())
        return "\(hours / 24) d \(twoDigits(hours % 24)) h"
    }

    /// Per second, or per minute, hour or day when it is slower than that.
    package static func rate(_ perSecond: Double) -> String { rate(perSecond, scaledAs: perSecond) }

    /// Per second, minute, hour or day, as `other` is given: figures that are compared need one unit.
    package static func rate(_ perSecond: Double, scaledAs other: Double) -> String {
        let size = abs(other)
        if size >= 0.995 || size == 0 { return count(perSecond) + "/s" }
        if size * 60 >= 0.995 { return digits(perSecond * 60) + "/min" }
        if size * 3_600 >= 0.995 { return digits(perSecond * 3_600) + "/h" }
        return digits(perSecond * 86_400) + "/day"
    }

    /// `1,500`, `12.3 M`; a fraction keeps three digits.
    package static func count(_ figure: Double) -> String {
        let size = abs(figure)
        if size >= 999_500_000 { return digits(figure / 1e9) + " G" }
        if size >= 9_995_000 { return digits(figure / 1e6) + " M" }
        if size >= 100 || figure == figure.rounded() { return grouped(Int(figure.rounded())) }
        return digits(figure)
    }

    /// `1 record`, `1,500 records`: a noun given in the plural, or the words that begin with one.
    package static func counted(_ number: Int, _ plural: String) -> String {
        guard number == 1 else { return "\(grouped(number)) \(plural)" }
        let noun = plural.prefix { $0 != " " }
        let ending = noun.hasSuffix("sses") ? 2 : noun.hasSuffix("s") ? 1 : 0
        return "1 \(noun.dropLast(ending))\(plural.dropFirst(noun.count))"
    }

    /// `1,500`: thousands set apart.
    package static func grouped(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return number < 0 ? "-" + text : text
    }

    /// Three digits that matter, at least those before the point: `0.0125`, `1.25`, `12.5`, `125`, `1250`.
    private static func digits(_ figure: Double) -> String {
        let size = abs(figure)
        if size == 0 { return "0" }
        let decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : size >= 0.01 ? 3 : 4
        return String(format: "%.\(decimals)f", figure)
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
