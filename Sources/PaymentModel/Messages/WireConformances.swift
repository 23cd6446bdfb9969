import ServicePorts

// What the services send each other and the outside: declared once, beside the byte forms, for services and world
// alike.

extension ApplicationEvent: WireValue, WireContent {}
extension PaymentEvent: WireValue, WireContent {}

extension ApplicationStatusAnswer: WireValue {}
extension ApplicationSubmission: WireValue {}
extension CreatedAnswer: WireValue {}
extension ErrorAnswer: WireValue {}
extension PaymentCreation: WireValue {}
extension PaymentOutcome: WireValue {}
extension PaymentStatusAnswer: WireValue {}

extension KsqlAnswer: WireValue, WireContent {}
extension KsqlRequest: WireValue {}

extension CartRequest: WireValue {}
extension CheckoutRequest: WireValue {}
extension RedirectAnswer: WireValue {}

extension DebtPositionAnswer: WireValue {}
extension DebtPositionRequest: WireValue {}
extension DebtPositionStatusAnswer: WireValue {}
extension OnlineSessionAnswer: WireValue {}
extension OnlineSessionRequest: WireValue {}
extension SilfiNotification: WireValue {}
