import CEntryPoints
import Synchronization

/// Where code that runs now, or a task that waits, was called from.
struct CallPlace {
    /// File, line and function of the innermost code of the program itself; nil where it does not know its own lines.
    let text: String?
    /// The same without the function.
    var source: CodeSource?

    /// What libraries ask for themselves, whatever the program does, when they stand between it and the machine: the
    /// time-outs of a `ServiceGroup`, which become virtual as everyone's do, and swift-testing while it takes down an
    /// expectation.
    private static let librariesOwn = [
        "$s16ServiceLifecycle0A5GroupC18shutdownGracefully",
        "$s16ServiceLifecycle0A5GroupC06cancelC23AndSpawnTimeoutIfNeeded", "$s7Testing",
    ]

    /// What is never the place: the simulation itself, and what stands between it and the code that it runs.
    private static let ownModules = [
        "$s11VirtualTime", "$s17SimulationTestKit", "$s24InfrastructureSimulation", "$s15KafkaSimulation",
        "$s17NetworkSimulation", "$s17StorageSimulation",
    ]

    /// Where a simulation runs what is not its own: its kernel and itself.
    private static let loop = ["$s11VirtualTime6KernelV", "$s11VirtualTime10SimulationC"]

    private enum Finding {
        /// None for what libraries ask for themselves.
        case place(CallPlace?)
        /// The chain names no line of the program: another may.
        case nothing
    }

    /// Of a call to the machine; nil when it is one that libraries make for themselves.
    static func ofMachineCall() -> CallPlace? { ofRunningCode(unless: librariesOwn) }

    /// Of the running task that has just gone to sleep on a real clock; nil as for `ofMachineCall`.
    static func ofSleep() -> CallPlace? {
        guard let task = TaskRuntime.current else { return CallPlace(text: nil) }
        return find(waiting(task), unless: librariesOwn)
    }

    /// Of whatever calls now.
    static func ofCaller() -> CallPlace { ofRunningCode(unless: []) ?? CallPlace(text: nil) }

    /// The line from which the simulation itself, or a part of it, was called to do something.
    static func ofCall() -> CodeSource? { ofCall(through: returns()) ?? ofCall(through: CodeAddress.running()) }

    /// The same through calls that were remembered.
    static func ofCall(through chain: [CodeAddress]) -> CodeSource? {
        let symbols = CodeSymbol.symbols(at: chain).drop { $0.mangled == nil || isOwn($0.mangled) }
        let code = symbols.prefix { !lies($0.mangled, in: loop) }
        return if case .place(let place) = search(code, unless: []) { place?.source } else { nil }
    }

    /// What the code that runs now returns to.
    static func returns() -> [CodeAddress] {
        var places = [UnsafeRawPointer?](repeating: nil, count: 48)
        let count = Int(entry_points_returns(&places, Int32(places.count)))
        return places[..<count].map { CodeAddress(UInt(bitPattern: $0), .returns) }
    }

    /// Of a suspended task.
    static func ofWaiting(_ task: UnsafeMutableRawPointer) -> String? { ofWaiting(TaskLayout.returns(of: task)) }

    /// Of a task that was suspended with these returns.
    static func ofWaiting(_ returns: [UInt]) -> String? {
        if let known = waits.withLock({ $0[returns] }) { return known }
        let found = find(returns.map { CodeAddress($0, .resumes) }, unless: [])?.text
        waits.withLock { $0[returns] = .some(found) }
        return found
    }

    /// What was found, since what waits in a loop is looked for at each turn.
    private static let waits = Mutex<[[UInt]: String?]>([:])

    private static func waiting(_ task: UnsafeMutableRawPointer) -> [CodeAddress] {
        TaskLayout.returns(of: task).map { CodeAddress($0, .resumes) }
    }

    /// Each of the two ways to walk a stack stops in libraries that were built for the other.
    private static func ofRunningCode(unless callees: [String]) -> CallPlace? {
        for chain in [returns(), nil] {
            let symbols = insideSimulation(chain ?? CodeAddress.running())
            if case .place(let place) = search(symbols, unless: callees) { return place }
        }
        return CallPlace(text: nil)
    }

    private static func find(_ chain: [CodeAddress], unless callees: [String]) -> CallPlace? {
        if case .place(let place) = search(CodeSymbol.symbols(at: chain)[...], unless: callees) { return place }
        return CallPlace(text: nil)
    }

    /// - Parameter callees: whose own affair it is, when they come before the place.
    private static func search(_ symbols: ArraySlice<CodeSymbol>, unless callees: [String]) -> Finding {
        var inMacro: CodeSymbol.Line?
        var autoclosure: CodeSymbol?
        for symbol in symbols where !isOwn(symbol.mangled) {
            // An autoclosure has no lines: those of the code that it stands in are its own.
            if let inner = autoclosure {
                if !symbol.holds(inner) || symbol.lines.isEmpty { continue }
                autoclosure = nil
            } else if symbol.isAutoclosure, symbol.lines.isEmpty, symbols.contains(where: { $0.holds(symbol) }) {
                autoclosure = symbol
                continue
            }
            // A macro's code calls its library, which calls the code that the macro was given.
            if lies(symbol.mangled, in: callees) {
                if inMacro == nil { return .place(nil) } else { continue }
            }
            guard let line = symbol.lines.first(where: { !isOwn($0.mangled) }) else { continue }
            guard line.isOfMacro else { return .place(CallPlace(text: line.text, source: line.source)) }
            inMacro = inMacro ?? line
        }
        return inMacro.map { line in
            .place(CallPlace(text: line.placeOfMacro ?? "a macro's code, in \(line.function)"))
        } ?? .nothing
    }

    /// Up to where the simulation runs the code: whoever runs the simulation has not called.
    private static func insideSimulation(_ chain: [CodeAddress]) -> ArraySlice<CodeSymbol> {
        CodeSymbol.symbols(at: chain).drop { isLooking($0.mangled) }.prefix { !lies($0.mangled, in: loop) }
    }

    /// Whether it is of what looks for the place: the simulation, and what walks the stack for it.
    private static func isLooking(_ mangled: String?) -> Bool {
        isOwn(mangled) || mangled?.hasPrefix("entry_points_returns") == true || mangled?.hasPrefix("$s7Runtime") == true
    }

    private static func isOwn(_ mangled: String?) -> Bool { lies(mangled, in: ownModules) }

    private static func lies(_ mangled: String?, in modules: [String]) -> Bool {
        guard let mangled, modules.contains(where: { mangled.hasPrefix($0) }) else { return false }
        return !TaskRuntime.isOfExtension(mangled)
    }
}
