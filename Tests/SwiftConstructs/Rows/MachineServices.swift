import Foundation

extension Construct {
    /// What the machine does later, or tells of other machines.
    static let machineServices: [Construct] = [
        Construct("`setitimer`", .reported([.timerStarted])) { _ in
            var never = itimerval()
            setitimer(__itimer_which_t(ITIMER_VIRTUAL.rawValue), &never, nil)
        },
        Construct("`alarm`", .reported([.timerStarted])) { _ in alarm(0) },
        Construct("`timer_create`", .reported([.timerStarted])) { _ in
            var timer: timer_t?
            var event = sigevent()
            event.sigev_notify = 1
            if timer_create(CLOCK_MONOTONIC, &event, &timer) == 0 { timer_delete(timer) }
        },
        Construct("`socketpair`", .reported([.socketOpened])) { _ in
            var ends: [Int32] = [0, 0]
            socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends)
            for end in ends { close(end) }
        },
        Construct("`getaddrinfo`", .reported([.socketOpened])) { _ in
            var found: UnsafeMutablePointer<addrinfo>?
            var hints = addrinfo()
            hints.ai_flags = AI_NUMERICHOST
            if getaddrinfo("127.0.0.1", nil, &hints, &found) == 0 { freeaddrinfo(found) }
        },
        Construct("`RunLoop.main.perform`", .reported([.runLoop])) { stage in
            RunLoop.main.perform { stage.say("performed") }
        },
        Construct("`NotificationQueue`", .reported([.runLoop])) { _ in
            NotificationQueue.default.enqueue(Notification(name: Notification.Name("row")), postingStyle: .whenIdle)
        },
    ]
}
