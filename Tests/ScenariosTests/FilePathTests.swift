import Scenarios
import Testing

@Suite struct FilePathTests {
    @Test(
        "The folder of a path is what dirname(1) prints",
        arguments: [
            ("y", "."), (" ", "."), ("-", "."), ("", "."), ("x/", "."), ("q//", "."), ("/", "/"), ("//", "/"),
            ("/x", "/"),
            ("a/b", "a"), ("a//b", "a"), ("a/b/", "a"), ("/a/b", "/a"), ("./y", "."), ("../y", ".."), ("é/ü", "é"),
        ])
    func folders(path: String, folder: String) { #expect(FilePath.folder(of: path) == folder) }

    @Test("A file that another one names is looked for beside it")
    func joins() {
        #expect(FilePath.join(".", "x") == "x")
        #expect(FilePath.join("a", "x") == "a/x")
        #expect(FilePath.join("/", "x") == "/x")
        #expect(FilePath.join("a", "/x") == "/x")
    }
}
