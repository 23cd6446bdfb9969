@main struct GemelloBench { static func main() {} }
