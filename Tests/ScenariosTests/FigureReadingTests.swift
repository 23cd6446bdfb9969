import Observation
import Testing

@testable import Scenarios

@Suite("A figure is read as a measure and what is taken of it")
struct FigureReadingTests {
    @Test(
        "What is not said is the value, of samples the 95th percentile, of a level the mean; the text reads back",
        arguments: [
            ("poller.calls", "poller.calls", "calls", MeasureDefinition.Direction.lowerIsBetter),
            ("convergence.application", "convergence.application p(95)", "s", .lowerIsBetter),
            ("convergence.application  med ", "convergence.application p(50)", "s", .lowerIsBetter),
            ("convergence.application count", "convergence.application count", "samples", nil),
            ("kafka.lag", "kafka.lag avg", "records", .lowerIsBetter),
            ("checkout.accepted rate", "checkout.accepted rate", "1/s", .higherIsBetter),
            ("checkout.asked", "checkout.asked", "carts", nil),
        ] as [(String, String, String, MeasureDefinition.Direction?)])
    func reading(_ written: String, _ text: String, _ unit: String, _ direction: MeasureDefinition.Direction?) throws {
        let figure = try MeasuredFigure(reading: written)
        #expect(figure.text == text && figure.unit == unit && figure.direction == direction)
        #expect(try MeasuredFigure(reading: figure.text) == figure)
    }

    @Test(
        "What is no figure is refused with its column and the way out",
        arguments: [
            ("", "column 1: the name of a measure is missing"), ("poller.cals", "did you mean `poller.calls`?"),
            ("poller.calls p(95)", "column 14: `p(95)` does not suit `poller.calls`"),
            ("poller.calls value more", "column 20: `more` follows what is taken"),
            ("poller.calls value < 3", "follows what is taken"),
        ])
    func refused(_ written: String, _ says: String) {
        let error = #expect(throws: GateError.self) { try MeasuredFigure(reading: written) }
        #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
    }
}
