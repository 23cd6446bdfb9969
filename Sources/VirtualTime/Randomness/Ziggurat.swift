import ElementaryFunctions

/// Normal and exponential numbers by the ziggurat of Marsaglia and Tsang ("The ziggurat method for generating random
/// variables", 2000): the density stands on layers of equal area, and a draw from a layer costs a multiplication and a
/// comparison unless it falls outside of the next layer's width, which one in a hundred does.
///
/// Layer and place within it come from different bits of a draw: as Doornik found ("An improved ziggurat method to
/// generate normal random samples", 2005), samples are correlated when they share bits.
enum Ziggurat {
    /// Standard normal.
    @inline(__always)
    static func normal(_ stream: inout RandomStream) -> Double {
        let bits = stream.next()
        let layer = Int(bits % UInt64(normalLayers))
        // The upper 53 bits, signed and at the middle of their step: as much on either side of zero.
        let x = (Double(Int64(bitPattern: bits) >> 11) + 0.5) * 0x1p-52 * normalEdges[layer]
        return abs(x) < normalEdges[layer + 1] ? x : normalOutside(x, layer, &stream)
    }

    /// Exponential with mean 1; never 0.
    @inline(__always)
    static func exponential(_ stream: inout RandomStream) -> Double {
        let bits = stream.next()
        let layer = Int(bits % UInt64(exponentialLayers))
        let x = (Double(bits >> 11) + 0.5) * 0x1p-53 * exponentialEdges[layer]
        return x < exponentialEdges[layer + 1] ? x : exponentialOutside(x, layer, &stream)
    }

    // MARK: Outside of the next layer's width

    @inline(never)
    private static func normalOutside(_ x: Double, _ layer: Int, _ stream: inout RandomStream) -> Double {
        if layer == 0 { return x < 0 ? -normalTail(&stream) : normalTail(&stream) }
        // Between the heights of the density at the layer's two edges, in units of its height at x.
        let (outer, inner) = (normalEdges[layer], normalEdges[layer + 1])
        let low = PortableMath.exp(0.5 * (x * x - outer * outer))
        let high = PortableMath.exp(0.5 * (x * x - inner * inner))
        return low + stream.unit() * (high - low) < 1 ? x : normal(&stream)
    }

    /// Beyond the bottom layer, by two logarithms (Marsaglia 1964).
    private static func normalTail(_ stream: inout RandomStream) -> Double {
        let start = normalEdges[1]
        while true {
            let x = -PortableMath.log(stream.unit()) / start
            let y = -PortableMath.log(stream.unit())
            if 2 * y > x * x { return start + x }
        }
    }

    @inline(never)
    private static func exponentialOutside(_ x: Double, _ layer: Int, _ stream: inout RandomStream) -> Double {
        // What lies beyond any point is distributed as the whole.
        if layer == 0 { return exponentialEdges[1] - PortableMath.log(stream.unit()) }
        let low = PortableMath.exp(x - exponentialEdges[layer])
        let high = PortableMath.exp(x - exponentialEdges[layer + 1])
        return low + stream.unit() * (high - low) < 1 ? x : exponential(&stream)
    }

    // MARK: The layers

    private static let normalLayers = 128
    private static let exponentialLayers = 256

    /// By the edge of the bottom layer and the area of a layer, as the paper gives them, to all digits of a number.
    private static let normalEdges = edges(
        normalLayers, bottom: 0x1.b8a7c476d1741p+1, area: 0x1.44d09b07351ebp-7,
        height: { PortableMath.exp(-0.5 * $0 * $0) }, edge: { (-2 * PortableMath.log($0)).squareRoot() })
    private static let exponentialEdges = edges(
        exponentialLayers, bottom: 7.69711747013104972, area: 0.0039496598225815571993,
        height: { PortableMath.exp(-$0) }, edge: { -PortableMath.log($0) })

    /// How wide each layer is, from the bottom to the top and the nothing above it. The bottom layer and the tail
    /// beside it count as a rectangle of the same area, so that the first width is no edge of the density.
    private static func edges(
        _ layers: Int, bottom: Double, area: Double, height: (Double) -> Double, edge: (Double) -> Double
    ) -> [Double] {
        var edges = [area / height(bottom), bottom]
        while edges.count < layers {
            edges.append(edge(area / edges[edges.count - 1] + height(edges[edges.count - 1])))
        }
        return edges + [0]
    }
}
