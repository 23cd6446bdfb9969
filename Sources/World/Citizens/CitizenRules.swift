import PaymentModel
import VirtualTime

extension Citizen {
    /// The next step after `event`. Traps on an event that the phase cannot bring.
    mutating func handle(_ event: CitizenEvent, _ habits: CitizenHabits) -> CitizenStep {
        switch phase {
        case .submitting, .betweenSubmissions: submission(event, habits)
        case .readingPayment, .waitingForPayment, .awayFromPayment: paymentPage(event, habits)
        case .deciding, .openingOnline, .betweenSessions: wayIntoSession(event, habits)
        case .choosingCard, .authorising, .landing: session(event, habits)
        case .openingNotice, .betweenNotices, .holdingNotice: notice(event, habits)
        case .readingOutcome, .waitingForOutcome, .awayFromOutcome: outcomePage(event, habits)
        case .gone: preconditionFailure("Nothing happens to a citizen who has left.")
        }
    }

    /// The first step of somebody who arrives.
    mutating func arrive() -> CitizenStep {
        phase = .submitting
        return CitizenStep(.submit)
    }

    /// The first step of somebody's second tab or second payment.
    mutating func arriveAsDouble(payingNotice: Bool, afterNanoseconds: Int64) -> CitizenStep {
        phase = payingNotice ? .betweenNotices : .betweenSessions
        return CitizenStep(.wait(nanoseconds: afterNanoseconds))
    }

    // MARK: Submitting

    private mutating func submission(_ event: CitizenEvent, _ habits: CitizenHabits) -> CitizenStep {
        switch (phase, event) {
        case (.submitting, .accepted(let id)):
            application = id
            return visitPaymentPage()
        case (.submitting, .failed):
            tries += 1
            guard Int(tries) < habits.settings.triesMax else { return leave(.submissionRefused) }
            phase = .betweenSubmissions
            return wait(habits.thinkTime)
        case (.betweenSubmissions, .due):
            phase = .submitting
            return CitizenStep(.submit)
        default: impossible(event)
        }
    }

    // MARK: Waiting for the link

    private mutating func visitPaymentPage() -> CitizenStep {
        phase = .readingPayment
        tries = 1
        visits += 1
        return CitizenStep(.readPayment)
    }

    private mutating func paymentPage(_ event: CitizenEvent, _ habits: CitizenHabits) -> CitizenStep {
        switch (phase, event) {
        case (.readingPayment, .payable(let id, let online, let notice)):
            (payment, onlineLink, noticeLink) = (id, online, notice)
            visits = 0
            phase = .deciding
            return wait(habits.thinkTime)
        case (.readingPayment, .received): return leave(.sawOutcome)
        case (.readingPayment, .creationFailed): return leave(.creationFailed)
        case (.readingPayment, .notYet):
            guard let waitNanoseconds = PageSchedule.waitNanoseconds(afterTries: Int(tries)) else {
                return leavePaymentPage(habits)
            }
            phase = .waitingForPayment
            return CitizenStep(.wait(nanoseconds: waitNanoseconds))
        case (.readingPayment, .failed):
            // The page stops at any other error; the person looks again later.
            return leavePaymentPage(habits)
        case (.waitingForPayment, .due):
            phase = .readingPayment
            tries += 1
            return CitizenStep(.readPayment)
        case (.awayFromPayment, .due): return visitPaymentPage()
        default: impossible(event)
        }
    }

    private mutating func leavePaymentPage(_ habits: CitizenHabits) -> CitizenStep {
        guard Int(visits) < habits.settings.visitsMax else { return leave(.linkNeverShown) }
        phase = .awayFromPayment
        return wait(habits.revisitDelay)
    }

    // MARK: Paying online

    private mutating func openOnline() -> CitizenStep {
        phase = .openingOnline
        hops = 0
        return CitizenStep(.openOnline)
    }

    private mutating func wayIntoSession(_ event: CitizenEvent, _ habits: CitizenHabits) -> CitizenStep {
        switch (phase, event) {
        case (.deciding, .due):
            tries = 0
            if stream.happens(habits.settings.paysOnline) { return openOnline() }
            phase = .openingNotice
            return CitizenStep(.openNotice)
        case (.betweenSessions, .due): return openOnline()
        case (.openingOnline, .sentBack):
            // The proxy says that there is nothing to pay any more: the page tells why.
            return traits.contains(.isDouble) ? leave(.doubleEnded) : visitOutcomePage()
        case (.openingOnline, .sessionOpened): return enterSession(habits)
        case (.openingOnline, .failed):
            if traits.contains(.isDouble) { return leave(.doubleEnded) }
            tries += 1
            guard Int(tries) < habits.settings.triesMax else { return leave(.linkBroken) }
            phase = .betweenSessions
            return wait(habits.thinkTime)
        default: impossible(event)
        }
    }

    private mutating func enterSession(_ habits: CitizenHabits) -> CitizenStep {
        sessions += 1
        tries = 0
        phase = .choosingCard
        plan = traits.contains(.isDouble) ? .pay : habits.drawSessionPlan(&stream)
        let opensTab =
            sessions == 1 && !traits.contains(.isDouble) && stream.happens(habits.settings.opensSecondTab)
        var step = waitHalf(habits.sessionTime)
        if opensTab { step.offshoot = .secondTab(afterNanoseconds: habits.tabDelay.sampleNanoseconds(&stream)) }
        return step
    }

    private mutating func session(_ event: CitizenEvent, _ habits: CitizenHabits) -> CitizenStep {
        switch (phase, event) {
        case (.choosingCard, .due):
            switch plan {
            case .pay, .failAtPSP: return CitizenStep(.lockNotice)
            case .cancel, .closeTab: return CitizenStep(.endSession)
            }
        case (.choosingCard, .locked):
            phase = .authorising
            return waitHalf(habits.sessionTime)
        case (.authorising, .due): return CitizenStep(.endSession)
        case (.authorising, .paid): return leaveSessionPaid(habits)
        case (.choosingCard, .unpaid) where plan == .closeTab:
            return traits.contains(.isDouble) ? leave(.doubleEnded) : restBeforeRetry(habits)
        case (.choosingCard, .blocked):
            traits.insert(.wasBlocked)
            phase = .landing
            return CitizenStep(.land)
        case (.choosingCard, .unpaid), (.authorising, .unpaid):
            phase = .landing
            return CitizenStep(.land)
        case (.landing, .sentBack), (.landing, .failed): return backFromSession(habits)
        default: impossible(event)
        }
    }

    private mutating func leaveSessionPaid(_ habits: CitizenHabits) -> CitizenStep {
        traits.insert(.hasPaid)
        phase = .landing
        guard !traits.contains(.isDouble) else { return CitizenStep(.land) }
        var offshoot: CitizenStep.Offshoot?
        if stream.happens(habits.settings.paysTwice) {
            offshoot = .counterPayment(afterNanoseconds: habits.secondPaymentDelay.sampleNanoseconds(&stream))
        }
        if stream.happens(habits.settings.closesTabAfterPaying) {
            phase = .awayFromOutcome
            return CitizenStep(.wait(nanoseconds: habits.lookDelay.sampleNanoseconds(&stream)), offshoot: offshoot)
        }
        return CitizenStep(.land, offshoot: offshoot)
    }

    private mutating func backFromSession(_ habits: CitizenHabits) -> CitizenStep {
        if traits.contains(.isDouble) { return leave(.doubleEnded) }
        // Who is told that the notice is taken looks whether that was by an own payment.
        return traits.isDisjoint(with: [.hasPaid, .wasBlocked]) ? restBeforeRetry(habits) : visitOutcomePage()
    }

    /// After a session without money: another attempt within days, or none.
    private mutating func restBeforeRetry(_ habits: CitizenHabits) -> CitizenStep {
        let settings = habits.settings
        let end: CitizenEnd =
            switch plan {
            case .pay: .paymentRefused
            case .failAtPSP: .failedAtPSP
            case .cancel, .closeTab: .abandoned
            }
        let share = end == .failedAtPSP ? settings.returnsAfterFailing : settings.returnsAfterAbandoning
        guard Int(sessions) < settings.triesMax, stream.happens(share) else { return leave(end) }
        phase = .betweenSessions
        return wait(habits.retryDelay)
    }

    // MARK: Paying the notice

    private mutating func notice(_ event: CitizenEvent, _ habits: CitizenHabits) -> CitizenStep {
        switch (phase, event) {
        case (.openingNotice, .notice(let number)):
            notice = number
            phase = .holdingNotice
            if traits.contains(.isDouble) { return CitizenStep(.payAtCounter) }
            guard let delay = habits.drawNoticeDelay(&stream) else { return leave(.neverPaid) }
            return CitizenStep(.wait(nanoseconds: delay))
        case (.openingNotice, .failed):
            if traits.contains(.isDouble) { return leave(.doubleEnded) }
            tries += 1
            guard Int(tries) < habits.settings.triesMax else { return leave(.noticeUnavailable) }
            phase = .betweenNotices
            return wait(habits.thinkTime)
        case (.betweenNotices, .due):
            phase = .openingNotice
            return CitizenStep(.openNotice)
        case (.holdingNotice, .due): return CitizenStep(.payAtCounter)
        case (.holdingNotice, .paid):
            traits.insert(.hasPaid)
            if traits.contains(.isDouble) { return leave(.doubleEnded) }
            guard stream.happens(habits.settings.looksAfterOffline) else { return leave(.paidWithoutLooking) }
            phase = .awayFromOutcome
            return wait(habits.lookDelay)
        case (.holdingNotice, .blocked):
            return leave(traits.contains(.isDouble) ? .doubleEnded : .paymentRefused)
        default: impossible(event)
        }
    }

    // MARK: Looking whether it was noticed

    private mutating func visitOutcomePage() -> CitizenStep {
        phase = .readingOutcome
        tries = 1
        visits += 1
        return CitizenStep(.readApplication)
    }

    private mutating func outcomePage(_ event: CitizenEvent, _ habits: CitizenHabits) -> CitizenStep {
        switch (phase, event) {
        case (.readingOutcome, .received): return leave(.sawOutcome)
        case (.readingOutcome, .notYet), (.readingOutcome, .failed):
            guard let waitNanoseconds = PageSchedule.waitNanoseconds(afterTries: Int(tries)) else {
                return leaveOutcomePage(habits)
            }
            phase = .waitingForOutcome
            return CitizenStep(.wait(nanoseconds: waitNanoseconds))
        case (.waitingForOutcome, .due):
            phase = .readingOutcome
            tries += 1
            return CitizenStep(.readApplication)
        case (.awayFromOutcome, .due): return visitOutcomePage()
        default: impossible(event)
        }
    }

    private mutating func leaveOutcomePage(_ habits: CitizenHabits) -> CitizenStep {
        guard Int(visits) < habits.settings.visitsMax else {
            return leave(traits.contains(.hasPaid) ? .paidUnseen : .paymentRefused)
        }
        phase = .awayFromOutcome
        return wait(habits.revisitDelay)
    }

    // MARK: Words used above

    private mutating func wait(_ time: Sampler) -> CitizenStep {
        CitizenStep(.wait(nanoseconds: time.sampleNanoseconds(&stream)))
    }

    /// A session's time is drawn twice, half of it before and half after the lock.
    private mutating func waitHalf(_ time: Sampler) -> CitizenStep {
        CitizenStep(.wait(nanoseconds: time.sampleNanoseconds(&stream) / 2))
    }

    private mutating func leave(_ end: CitizenEnd) -> CitizenStep {
        phase = .gone
        return CitizenStep(.leave(end))
    }

    private func impossible(_ event: CitizenEvent) -> Never {
        preconditionFailure("\(event) cannot happen to a citizen in \(phase).")
    }
}
