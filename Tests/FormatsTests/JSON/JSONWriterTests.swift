import Formats
import Testing

struct JSONWriterTests {
  /// What is written again is copied, also into another place; pieces make up the whole.
  @Test func repeatsAndPieces() throws {
    func write(_ writer: inout JSONWriter) {
      writer.array { writer in
        for number in [1, 1, 2, 2, 1] {
          writer.object { writer in
            writer.name("first")
            writer.boolean(true)
            writer.name("list")
            writer.repeatable([number]) { writer, numbers in
              writer.array { writer in for number in numbers { writer.integer(number) } }
            }
            writer.name("long")
            writer.string(String(repeating: "x", count: 40_000))
          }
        }
      }
    }
    var whole = JSONWriter()
    write(&whole)
    let value = try JSONValue.read(whole.bytes)
    guard case .array(let elements) = value else { return #expect(Bool(false)) }
    #expect(elements.map { $0["list"] } == [1, 1, 2, 2, 1].map { .array([.number("\($0)")]) })
    var pieces: [[UInt8]] = []
    var writer = JSONWriter { pieces.append($0) }
    write(&writer)
    writer.finish()
    #expect(pieces.count > 2)
    #expect(Array(pieces.joined()) == whole.bytes)
  }
}
