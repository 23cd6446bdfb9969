/// In which form records and bodies travel inside the simulation. Both forms give the same trace hash for the same seed.
public enum WireMode: String, Sendable, CaseIterable {
    /// The immutable value itself: one reference is passed.
    case typed
    /// The bytes that a real wire would carry: every record and body goes through its codec.
    case bytes

    /// `payload` in the form in which it travels.
    /// - Throws: the encoder's error.
    package func form(of payload: Payload) throws -> Payload {
        switch self {
        case .typed: payload
        case .bytes: try payload.asBytes()
        }
    }
}
