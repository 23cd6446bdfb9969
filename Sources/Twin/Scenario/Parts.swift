public struct WorldPart: Sendable {}
public struct ServicesPart: Sendable {}
public struct InfrastructurePart: Sendable {}
