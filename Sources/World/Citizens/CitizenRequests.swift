import HTTPTypes
import PaymentModel
import ServicePorts
import VirtualTime

/// What citizens' browsers send, and what they make of the answers.
struct CitizenRequests {
    let core: String
    let register: TenantRegister
    private let applicationPaths: [String]

    init(core: String, register: TenantRegister) {
        self.core = core
        self.register = register
        applicationPaths = register.tenants.map { "/\($0.slug)/api/applications" }
    }

    // MARK: Requests

    func submission(_ citizen: Citizen, user: EntityID, applicant: Applicant) -> (
        HTTPRequestHead, Payload
    ) {
        let request = HTTPRequestHead(
            method: .post, scheme: "https", authority: core, path: applicationPaths[Int(citizen.tenant)])
        let service = register.tenants[Int(citizen.tenant)].services[Int(citizen.service)]
        let form = ApplicationSubmission(
            serviceID: service.id, userID: user, applicant: applicant, paymentAmount: citizen.amount.description,
            locale: "it")
        return (request, .value(form))
    }

    func payment(_ citizen: Citizen) -> HTTPRequestHead { page(citizen, suffix: "/payment") }
    func application(_ citizen: Citizen) -> HTTPRequestHead { page(citizen, suffix: "") }

    private func page(_ citizen: Citizen, suffix: String) -> HTTPRequestHead {
        let prefix = applicationPaths[Int(citizen.tenant)]
        var path: [UInt8] = []
        path.reserveCapacity(prefix.utf8.count + 37 + suffix.utf8.count)
        path.append(contentsOf: prefix.utf8)
        path.append(UInt8(ascii: "/"))
        citizen.application.append(to: &path)
        path.append(contentsOf: suffix.utf8)
        return HTTPRequestHead(
            method: .get, scheme: "https", authority: core, path: String(decoding: path, as: UTF8.self))
    }

    static func get(_ link: ServiceLink) -> HTTPRequestHead {
        HTTPRequestHead(method: .get, scheme: link.scheme, authority: link.authority, path: link.path)
    }

    // MARK: Answers

    /// What the page makes of Core's answer about the payment (<doc:/PaymentModel/LifeOfAPayment>, step 3).
    static func event(ofPaymentPage reply: HTTPReply, _ links: inout LinkTable) -> CitizenEvent {
        if reply.status == .notFound { return .notYet }
        guard reply.status == .ok, let answer = try? reply.body.decode(as: PaymentStatusAnswer.self) else {
            return .failed
        }
        switch answer.status {
        case .creationFailed: return .creationFailed
        case .complete: return .received
        default:
            guard let online = answer.links?.onlinePaymentBegin.url, let notice = answer.links?.offlinePayment.url
            else { return .notYet }
            return .payable(payment: answer.id, online: links.number(of: online), notice: links.number(of: notice))
        }
    }

    /// What the page makes of Core's answer about the application: anything past the states of payment means that the
    /// payment has been received.
    static func event(ofApplicationPage reply: HTTPReply) -> CitizenEvent {
        guard reply.status == .ok, let answer = try? reply.body.decode(as: ApplicationStatusAnswer.self) else {
            return .failed
        }
        switch answer.status {
        case .draft, .stampPaymentPending, .paymentPending, .paymentOutcomePending, .paymentError: return .notYet
        default: return .received
        }
    }

    static func event(ofSubmission reply: HTTPReply) -> CitizenEvent {
        guard reply.status == .created, let answer = try? reply.body.decode(as: CreatedAnswer.self) else {
            return .failed
        }
        return .accepted(answer.id)
    }

    static func event(ofNotice reply: HTTPReply) -> CitizenEvent {
        guard reply.status == .ok, let document = try? reply.body.decode(as: PaymentDocument.self),
            document.kind == .notice
        else { return .failed }
        return .notice(document.notice.rawValue)
    }
}

/// The fixed parts of the links that citizens hold, each once.
struct LinkTable {
    private var templates: [LinkTemplate] = []
    private var numbers: [LinkTemplate: UInt16] = [:]

    mutating func number(of link: ServiceLink) -> LinkNumber {
        if let number = numbers[link.template] { return LinkNumber(rawValue: number) }
        precondition(templates.count < Int(UInt16.max), "Proxies have few kinds of links.")
        numbers[link.template] = UInt16(templates.count)
        templates.append(link.template)
        return LinkNumber(rawValue: UInt16(templates.count - 1))
    }

    func link(_ number: LinkNumber, id: EntityID) -> ServiceLink { templates[Int(number.rawValue)].link(id) }
}
