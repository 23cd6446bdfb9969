import HTTPTypes
import ServicePorts
import VirtualTime

/// Hears of every call in full, step by step; a call is known by its number. Told synchronously by the simulation's
/// thread; whoever records changes nothing.
package protocol NetworkRecorder: AnyObject {
    /// A call has left its caller.
    /// - Parameter body: as it travels.
    func callLeft(_ call: UInt64, over link: LinkID, _ request: HTTPRequestHead, body: Payload)
    /// A fault has made one more of it, which goes its own way.
    func callCopied(_ copy: UInt64, of call: UInt64)
    /// A request has come to a server, which takes it or lets it wait.
    func callArrived(_ call: UInt64, at server: String)
    /// An outcome leaves for the caller.
    /// - Parameter isAwaited: false when the caller is gone: nobody will hear of it.
    func callAnswered(_ call: UInt64, _ outcome: Result<HTTPReply, HTTPCallError>, isAwaited: Bool)
    /// The caller has its outcome, its time-out included.
    func callEnded(_ call: UInt64, _ outcome: Result<HTTPReply, HTTPCallError>)
    /// The caller has ended before its call did.
    func callAbandoned(_ call: UInt64)
    /// A fault has done something to it, in words.
    func callMet(_ trouble: String, _ call: UInt64)
}
