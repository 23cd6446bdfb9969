// A test that imports the kit names processes, topics, hosts, stores and ports as well.
@_exported import InfrastructureSimulation
@_exported import KafkaSimulation
@_exported import NetworkSimulation
@_exported import ServicePorts
@_exported import StorageSimulation
@_exported import VirtualTime
