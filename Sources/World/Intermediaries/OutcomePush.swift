import Containers
import HTTPTypes
import NetworkSimulation
import PaymentModel
import ServicePorts
import VirtualTime

/// Telling the proxy of payments: `POST /notify-payment` in Silfi's words (<doc:/PaymentModel/Proxy>).
extension Intermediary {
    func planPushes(of notice: NoticeCode) {
        guard let position = positions.position(notice), let paid = positions.settlement(of: notice)?.paid else {
            preconditionFailure("Only a payment is told of.")
        }
        let plan = PushPlan.draw(settings, habits, &pushDraws)
        for delay_ns in plan.delaysNanoseconds {
            let slot = pushes.insert(
                Push(
                    notice: notice, payment: position.payment, creditor: position.creditor, amount: position.amount,
                    paid: paid, triesLeft: settings.pushRetriesMax))
            schedule(.push, slot, afterNanoseconds: delay_ns)
        }
    }

    func push(_ slot: SlotToken) {
        let push = pushes[slot]
        let outcome = SilfiNotification.Esito(
            iuv: push.notice.iuv, identificativo: transaction(push.notice), positivo: true, statoPagamento: "PAGATO",
            dataPagamento: calendar.timestamp(at: push.paid), importo: push.amount)
        let creditor = SilfiNotification.Creditor(
            ente: creditor(push.creditor), codiceServizio: settings.name, esiti: [outcome])
        let request = HTTPRequestHead(
            method: .post, scheme: "https", authority: proxyAuthority, path: "/notify-payment")
        do {
            let link = try pushLink ?? network.link(from: settings.authority, to: proxyAuthority)
            pushLink = link
            try network.send(
                over: link, request, body: .value(SilfiNotification(creditors: [creditor])),
                timeout: settings.pushTimeout, to: pushReplies, for: slot)
        } catch {
            preconditionFailure("A push to a declared host can be written and sent: \(error)")
        }
    }

    /// The proxy's answer to a push. Anything but a success is tried again, as often as the settings say.
    fileprivate func pushEnded(_ slot: SlotToken, _ outcome: Result<HTTPReply, HTTPCallError>) {
        let status = (try? outcome.get())?.status.code
        observer?.outcomePushed(by: number, payment: pushes[slot].payment, status: status, at: simulation.now)
        let hasArrived = status.map { (200..<300).contains($0) } ?? false
        guard !hasArrived, pushes[slot].triesLeft > 0 else {
            pushes.remove(slot)
            return
        }
        pushes[slot].triesLeft -= 1
        schedule(.push, slot, afterNanoseconds: habits.pushRetryDelay.sampleNanoseconds(&pushDraws))
    }
}

/// Hears for an intermediary what became of its pushes.
final class PushReplies: ReplyReceiver {
    private unowned let intermediary: Intermediary

    init(to intermediary: Intermediary) { self.intermediary = intermediary }

    func receive(_ outcome: Result<HTTPReply, HTTPCallError>, of push: SlotToken) {
        intermediary.pushEnded(push, outcome)
    }
}
