import PaymentModel
import Ports

// What the services send each other and the outside. The model has the byte forms, the ports what they are for.

extension ApplicationEvent: WireValue {}
extension PaymentEvent: WireValue {}

extension ApplicationStatusAnswer: WireValue {}
extension ApplicationSubmission: WireValue {}
extension CreatedAnswer: WireValue {}
extension ErrorAnswer: WireValue {}
extension PaymentCreation: WireValue {}
extension PaymentOutcome: WireValue {}
extension PaymentStatusAnswer: WireValue {}

extension KsqlAnswer: WireValue {}
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
