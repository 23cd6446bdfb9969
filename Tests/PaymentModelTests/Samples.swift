import PaymentModel

/// Values that several suites start from.
enum Samples {
    /// The documented sample event (<doc:/PaymentModel/PaymentEvents>), its shortened ids written out.
    static let paymentText = """
        {"id":"0b6f2a54-1c1e-4d57-9d0a-6a2f4f1f0a01","user_id":"5d0f0c1e-0000-4000-8000-000000000001","type":"PAGOPA",
         "tenant_id":"5d0f0c1e-0000-4000-8000-0000000000aa","service_id":"5d0f0c1e-0000-4000-8000-0000000000bb",
         "created_at":"2025-03-03T09:00:00+01:00","updated_at":"2025-03-03T09:00:04+01:00","status":"PAYMENT_PENDING",
         "reason":"demo_reason","remote_id":"5d0f0c1e-0000-4000-8000-0000000000cc",
         "payment":{"transaction_id":null,"paid_at":null,"expire_at":"2025-06-01T09:00:00+02:00","amount":42.10,
          "currency":"EUR","type":"PAGOPA","notice_code":"301000000000000019","iud":"0b6f2a541c1e4d579d0a6a2f4f1f0a01",
          "iuv":"01000000000000019","receiver":null,"due_type":"MENSA","pagopa_category":null,"document":null,
          "split":[{"code":"c_1","amount":42.10,"meta":{}}]},
         "links":{"online_payment_begin":{"url":
         "https://proxy.test/online-payment/0b6f2a54-1c1e-4d57-9d0a-6a2f4f1f0a01","last_opened_at":null,"method":"GET"},
          "online_payment_landing":{"url":
         "https://core.test/lang/it/pratiche/5d0f0c1e-0000-4000-8000-0000000000cc/detail",
          "last_opened_at":null,"method":"GET"},
          "offline_payment":{"url":"https://proxy.test/notice/0b6f2a54-1c1e-4d57-9d0a-6a2f4f1f0a01",
          "last_opened_at":null,"method":"GET"},
          "receipt":{"url":"https://proxy.test/receipt/0b6f2a54-1c1e-4d57-9d0a-6a2f4f1f0a01",
          "last_opened_at":null,"method":"GET"},
          "notify":[{"url":"https://core.test/lang/api/applications/5d0f0c1e-0000-4000-8000-0000000000cc/payment",
          "method":"POST","sent_at":null}],
          "update":{"url":"http://proxy.internal/update/0b6f2a54-1c1e-4d57-9d0a-6a2f4f1f0a01","last_check_at":null,
          "next_check_at":"2025-03-03T09:01:04+01:00","method":"GET"},
          "confirm":{"url":null,"last_opened_at":null,"method":"PATCH"},
          "cancel":{"url":null,"last_opened_at":null,"method":"PATCH"}},
         "payer":{"type":"human","tax_identification_number":"AAAAAA00A00A000A","name":"Ada","family_name":"Prova",
          "street_name":null,"building_number":null,"postal_code":"38010","town_name":"Bugliano",
          "country_subdivision":"PI","country":"IT","email":"a@b.test"},
         "debtor":null,"locale":"it","event_id":"7e570000-0000-4000-8000-000000000001","event_version":"2.0",
         "event_created_at":"2025-03-03T09:00:04+01:00","app_id":"efil-payment-proxy:1.5.0"}
        """

    /// The same event as this model writes it.
    static let paymentWritten = """
        {"app_id":"efil-payment-proxy:1.5.0","created_at":"2025-03-03T09:00:00+01:00","debtor":null,
        "event_created_at":"2025-03-03T09:00:04+01:00","event_id":"7e570000-0000-4000-8000-000000000001",
        "event_version":"2.0","id":"0b6f2a54-1c1e-4d57-9d0a-6a2f4f1f0a01","links":
        {"cancel":{"last_opened_at":null,"method":"PATCH","url":null},
        "confirm":{"last_opened_at":null,"method":"PATCH","url":null},
        "notify":[{"method":"POST","sent_at":null,
        "url":"https://core.test/lang/api/applications/5d0f0c1e-0000-4000-8000-0000000000cc/payment"}],
        "offline_payment":{"last_opened_at":null,"method":"GET",
        "url":"https://proxy.test/notice/0b6f2a54-1c1e-4d57-9d0a-6a2f4f1f0a01"},
        "online_payment_begin":{"last_opened_at":null,"method":"GET",
        "url":"https://proxy.test/online-payment/0b6f2a54-1c1e-4d57-9d0a-6a2f4f1f0a01"},
        "online_payment_landing":{"last_opened_at":null,"method":"GET",
        "url":"https://core.test/lang/it/pratiche/5d0f0c1e-0000-4000-8000-0000000000cc/detail"},
        "receipt":{"last_opened_at":null,"method":"GET",
        "url":"https://proxy.test/receipt/0b6f2a54-1c1e-4d57-9d0a-6a2f4f1f0a01"},
        "update":{"last_check_at":null,"method":"GET","next_check_at":"2025-03-03T09:01:04+01:00",
        "url":"http://proxy.internal/update/0b6f2a54-1c1e-4d57-9d0a-6a2f4f1f0a01"}},
        "locale":"it","payer":{"building_number":null,"country":"IT","country_subdivision":"PI","email":"a@b.test",
        "family_name":"Prova","name":"Ada","postal_code":"38010","street_name":null,
        "tax_identification_number":"AAAAAA00A00A000A","town_name":"Bugliano","type":"human"},
        "payment":{"amount":42.1,"currency":"EUR","document":null,"due_type":"MENSA",
        "expire_at":"2025-06-01T09:00:00+02:00","iud":"0b6f2a541c1e4d579d0a6a2f4f1f0a01","iuv":"01000000000000019",
        "notice_code":"301000000000000019","pagopa_category":null,"paid_at":null,"receiver":null,
        "split":[{"amount":42.1,"code":"c_1","meta":{}}],"transaction_id":null,"type":"PAGOPA"},
        "reason":"demo_reason","remote_id":"5d0f0c1e-0000-4000-8000-0000000000cc",
        "service_id":"5d0f0c1e-0000-4000-8000-0000000000bb","status":"PAYMENT_PENDING",
        "tenant_id":"5d0f0c1e-0000-4000-8000-0000000000aa","type":"PAGOPA",
        "updated_at":"2025-03-03T09:00:04+01:00","user_id":"5d0f0c1e-0000-4000-8000-000000000001"}
        """.replacing("\n", with: "")

    /// The documented fields of an application's event, as this model writes them.
    static let applicationWritten = """
        {"app_id":"core:2.13.0","created_at":"2025-03-03T09:00:00+01:00",
        "data":{"applicant.data.address.data.municipality":"Bugliano",
        "applicant.data.completename.data.name":"Ada","applicant.data.completename.data.surname":"Prova",
        "applicant.data.email_address":"a@b.test",
        "applicant.data.fiscal_code.data.fiscal_code":"AAAAAA00A00A000A"},
        "event_created_at":"2025-03-03T09:00:00+01:00","event_id":"00000000-0000-0001-0000-000000000002",
        "event_version":"2.0","flow_changed_at":null,"id":"5d0f0c1e-0000-4000-8000-0000000000cc",
        "latest_status_change_at":"2025-03-03T09:00:00+01:00","locale":"it",
        "payment_data":{"amount":42.1,"config_id":"00000000-0000-0007-0000-000000000009",
        "expire_at":"2025-06-01T10:00:00+02:00",
        "landing":{"method":"GET","url":"https://core.test/it/pratiche/5d0f0c1e-0000-4000-8000-0000000000cc/detail"},
        "notify":{"method":"POST",
        "url":"https://core.test/lang/api/applications/5d0f0c1e-0000-4000-8000-0000000000cc/payment"},
        "reason":"demo","split":[{"amount":42.1,"code":"c_1","meta":{}}],"stamps":null},
        "service_id":"5d0f0c1e-0000-4000-8000-0000000000bb","status":"1500",
        "status_name":"status_payment_pending","submitted_at":"2025-03-03T09:00:00+01:00",
        "tenant_id":"00000000-0000-0003-0000-000000000004","user":"5d0f0c1e-0000-4000-8000-000000000001"}
        """.replacing("\n", with: "")

    static func payment() throws -> PaymentEvent { try PaymentEvent(wireBytes: Array(paymentText.utf8)) }

    static let applicationID = EntityID(high: 0x5d0f_0c1e_0000_4000, low: 0x8000_0000_0000_00cc)
    static let serviceID = EntityID(high: 0x5d0f_0c1e_0000_4000, low: 0x8000_0000_0000_00bb)
    static let userID = EntityID(high: 0x5d0f_0c1e_0000_4000, low: 0x8000_0000_0000_0001)
    static let nine = Timestamp(iso8601: "2025-03-03T09:00:00+01:00")!
    static let core = LinkTemplate(
        scheme: "https", authority: "core.test", pathBeforeID: "/lang/api/applications/", pathAfterID: "/payment")

    static var applicant: Applicant {
        var applicant = Applicant(
            name: "Ada", surname: "Prova", fiscalCode: "AAAAAA00A00A000A", email: "a@b.test")
        applicant.municipality = "Bugliano"
        return applicant
    }

    /// An application that asks for 42.10 euro.
    static func application(
        status: ApplicationStatus = .paymentPending, split: ApplicationSplit? = nil, stamps: [RevenueStamp]? = nil
    ) -> ApplicationEvent {
        let data = PaymentRequestData(
            reason: "demo", amount: EuroCents(cents: 4210), expireAt: nine.adding(days: 90), split: split,
            stamps: stamps, notify: CallbackLink(url: core.link(applicationID), method: .post),
            landing: CallbackLink(
                url: ServiceLink("https://core.test/it/pratiche/\(applicationID)/detail")!, method: .get),
            configID: EntityID(high: 7, low: 9))
        return ApplicationEvent(
            envelope: EventEnvelope(
                eventID: EntityID(high: 1, low: 2), createdAt: nine, appID: "core:2.13.0"),
            origin: ApplicationOrigin(
                ApplicationOrigin.Values(
                    id: applicationID, tenantID: EntityID(high: 3, low: 4), serviceID: serviceID, userID: userID,
                    createdAt: nine, applicant: applicant, locale: "it")),
            state: ApplicationState(
                status: status, submittedAt: nine, latestStatusChangeAt: nine, flowChangedAt: nil,
                paymentData: data))
    }
}

/// The text of some wire bytes.
func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
