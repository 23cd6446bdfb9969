import PaymentModel
import Ports

// What the world and the services say to each other. Each of the two declares the conformances it needs: they stand on
// one floor and see nothing of each other.

extension ApplicationSubmission: WireValue {}
extension CreatedAnswer: WireValue {}
extension PaymentStatusAnswer: WireValue {}
extension ApplicationStatusAnswer: WireValue {}
extension DebtPositionRequest: WireValue {}
extension DebtPositionAnswer: WireValue {}
extension DebtPositionStatusAnswer: WireValue {}
extension OnlineSessionRequest: WireValue {}
extension OnlineSessionAnswer: WireValue {}
extension SilfiNotification: WireValue {}
extension CartRequest: WireValue {}
extension ErrorAnswer: WireValue {}
