import PaymentModel
import Ports

extension PaymentEvent: WireValue {}
