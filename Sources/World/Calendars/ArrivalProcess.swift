import PaymentModel
import VirtualTime

/// A Poisson process whose rate follows an `ArrivalProfile`, drawn by inverting the exact integral of its piecewise
/// constant rate: no candidate is thrown away, and a day brings its mean whatever the clock change does.
public struct ArrivalProcess: Sendable {
    private let calendar: WorldCalendar
    private let profile: ArrivalProfile
    private let exponential = Sampler(.exponential(mean: .seconds(1)))
    private var stream: RandomStream
    private var cursor: Double
    private var piece: Piece
    private var day: Day

    /// A stretch of constant rate, in seconds since the epoch.
    private struct Piece {
        var start: Int64
        var end: Int64
        var ratePerSecond: Double
    }

    /// A local day with what its hours share.
    private struct Day {
        var end: Int64
        var mean: Double
        var hourWeightSum: Double
        var deadline: DeadlineDay?
    }

    /// - Parameter first: no arrival comes before it.
    public init(
        profile: ArrivalProfile, calendar: WorldCalendar, from first: VirtualInstant = .start, stream: RandomStream
    ) {
        self.profile = profile
        self.calendar = calendar
        self.stream = stream
        let begin = calendar.start.secondsSinceEpoch
        cursor = Double(first.nanoseconds) / 1e9
        let firstSecond = begin + first.nanoseconds / 1_000_000_000
        day = Self.day(of: firstSecond, profile: profile)
        piece = Self.piece(of: firstSecond, in: day, profile: profile)
    }

    /// The next arrival before `end`, or nil when there is none. Instants never go back.
    public mutating func next(before end: VirtualInstant) -> VirtualInstant? {
        var wanted = Double(exponential.sampleNanoseconds(&stream)) / 1e9
        let begin = calendar.start.secondsSinceEpoch
        let last = Double(end.nanoseconds) / 1e9
        while cursor < last {
            let pieceEnd = Double(piece.end - begin)
            let mass = piece.ratePerSecond * (pieceEnd - cursor)
            if wanted < mass {
                cursor += wanted / piece.ratePerSecond
                let instant = VirtualInstant(nanoseconds: Int64(cursor * 1e9))
                return instant < end ? instant : nil
            }
            wanted -= mass
            cursor = pieceEnd
            if piece.end >= day.end { day = Self.day(of: piece.end, profile: profile) }
            piece = Self.piece(of: piece.end, in: day, profile: profile)
        }
        return nil
    }

    private static func day(of second: Int64, profile: ArrivalProfile) -> Day {
        let date = Timestamp(secondsSinceEpoch: second).romeTime.date
        let midnight = LocalTime(year: date.year, month: date.month, day: date.day)
        let start = Timestamp(midnight).secondsSinceEpoch
        let end = Timestamp(midnight.adding(days: 1)).secondsSinceEpoch
        var sum = 0.0
        for hour in stride(from: start, to: end, by: 3600) {
            sum += profile.hourWeights[Timestamp(secondsSinceEpoch: hour).romeTime.hour]
        }
        return Day(
            end: end, mean: profile.mean(on: date), hourWeightSum: sum, deadline: profile.deadline(on: date))
    }

    /// The piece that holds `second`: an hour, or five minutes of a deadline's evening. Rome's hours are whole hours of
    /// UTC, so pieces follow from the second alone.
    private static func piece(of second: Int64, in day: Day, profile: ArrivalProfile) -> Piece {
        let hour = Timestamp(secondsSinceEpoch: second).romeTime.hour
        let hourShare = day.hourWeightSum > 0 ? profile.hourWeights[hour] / day.hourWeightSum : 0
        guard let deadline = day.deadline, hour >= EveningPeak.firstHour else {
            let start = second - second % 3600
            let usual = day.mean * (1 - (day.deadline?.eveningShare ?? 0))
            return Piece(start: start, end: start + 3600, ratePerSecond: usual * hourShare / 3600)
        }
        let length = Int64(EveningPeak.slotMinutes * 60)
        let start = second - second % length
        let slot = Int(Int64(hour - EveningPeak.firstHour) * 3600 + start % 3600) / Int(length)
        let usual = day.mean * (1 - deadline.eveningShare) * hourShare / 3600
        let peak = day.mean * deadline.eveningShare * EveningPeak.shares[slot] / Double(length)
        return Piece(start: start, end: start + length, ratePerSecond: usual + peak)
    }
}
