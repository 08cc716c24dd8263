import Formats
import Foundation
import Testing

/// Every production of the grammar, one line a case: what is read, and what is refused.
@Suite struct TOMLGrammarTests {
  /// A document and the value of its key `a`, as `TOMLGrammarTests.shown` writes it.
  @Test(arguments: [
    // Keys.
    ("a = 1", "1"), ("\"a\" = 1", "1"), ("'a' = 1", "1"), ("\"\\u0061\" = 1", "1"),
    ("a.b = 1", "{b: 1}"), ("a . \"b c\" . 'd' = 1", "{b c: {d: 1}}"),
    ("a.b = 1\na.c = 2", "{b: 1, c: 2}"),
    ("a.1.2 = 3", "{1: {2: 3}}"), ("\"\" = 1\na = 2", "2"), ("a-_9 = 1\na = 2", "2"),
    // Tables.
    ("[a]", "{}"), ("[a]\nb = 1", "{b: 1}"), ("[ a . b ]\nc = 1", "{b: {c: 1}}"),
    ("[a.b]\n[a]\nc = 1", "{b: {}, c: 1}"), ("[a.b.c]\n[a.b]", "{b: {c: {}}}"),
    ("[a] # comment", "{}"),
    ("[[a]]\n[[a]]\nb = 1", "[{}, {b: 1}]"), ("[[a]]\n[a.b]\nc = 1\n[[a]]", "[{b: {c: 1}}, {}]"),
    ("[[a.b]]\n[[a.b.c]]\nd = 1", "{b: [{c: [{d: 1}]}]}"),
    ("[a]\nb.c = 1\nb.d = 2", "{b: {c: 1, d: 2}}"),
    ("[x.a]\n[a]\nb = 1", "{b: 1}"), ("[a.b.c]\nz = 1\n[a]\nb.d = 2", "{b: {c: {z: 1}, d: 2}}"),
    // Strings.
    ("a = \"\"", "''"), ("a = ''", "''"),
    ("a = \"b\\\"\\\\\\b\\t\\n\\f\\r\"", "'b\"\\\u{8}\t\n\u{C}\r'"),
    ("a = \"\\u00e9\\U0001F600\\x41\\e\"", "'é😀A\u{1B}'"), ("a = 'b\\n'", "'b\\n'"),
    ("a = \"\t\"", "'\t'"),
    ("a = \"\"\"\nb\nc\"\"\"", "'b\nc'"), ("a = \"\"\"\r\nb\r\n\"\"\"", "'b\r\n'"),
    ("a = \"\"\"b\\\n   \n c\"\"\"", "'bc'"), ("a = \"\"\"b\\  \r\n\tc\"\"\"", "'bc'"),
    ("a = \"\"\"\\\n\"\"\"", "''"),
    ("a = \"\"\"b\"\"c\"\"\"", "'b\"\"c'"), ("a = \"\"\"b\"\"\"\"\"", "'b\"\"'"),
    ("a = \"\"\"\\\"\\\\\"\"\"", "'\"\\'"),
    ("a = '''\nb''c'''", "'b''c'"), ("a = '''b'''''", "'b'''"), ("a = '''b\\\nc'''", "'b\\\nc'"),
    // Integers.
    ("a = 0", "0"), ("a = -0", "0"), ("a = +7", "7"), ("a = -17", "-17"), ("a = 1_000", "1000"),
    ("a = 0xDEAD_beef", "3735928559"), ("a = 0o755", "493"), ("a = 0b1_0", "2"), ("a = 0x0_0", "0"),
    ("a = 9223372036854775807", "9223372036854775807"),
    ("a = -9223372036854775808", "-9223372036854775808"),
    ("a = 9223372036854775808", "huge 9223372036854775808"),
    ("a = 0xFFFFFFFFFFFFFFFF", "huge 0xFFFFFFFFFFFFFFFF"),
    // Floats.
    ("a = 1.5", "1.5"), ("a = -0.0", "-0.0"), ("a = 1e3", "1000.0"), ("a = 1E+3", "1000.0"),
    ("a = 6.5e-1", "0.65"),
    ("a = 1_0.2_5", "10.25"), ("a = 1e0_2", "100.0"), ("a = inf", "inf"), ("a = +inf", "inf"),
    ("a = -inf", "-inf"),
    ("a = nan", "nan"), ("a = +nan", "nan"), ("a = -nan", "nan"), ("a = 0e0", "0.0"),
    // Booleans.
    ("a = true", "true"), ("a = false", "false"), ("a = true # x", "true"),
    // Dates and times.
    ("a = 1979-05-27T07:32:00Z", "offset 1979-05-27T07:32:00Z"),
    ("a = 1979-05-27 07:32:00z", "offset 1979-05-27T07:32:00Z"),
    ("a = 1979-05-27t07:32:00.5-07:30", "offset 1979-05-27T07:32:00.5-07:30"),
    ("a = 1979-05-27T07:32:00+00:00", "offset 1979-05-27T07:32:00+00:00"),
    ("a = 1979-05-27T07:32:00", "local 1979-05-27T07:32:00"),
    ("a = 1979-05-27 07:32", "local 1979-05-27T07:32:00"),
    ("a = 1979-05-27", "date 1979-05-27"), ("a = 1979-05-27 # x", "date 1979-05-27"),
    ("a = 1979-05-27 ", "date 1979-05-27"),
    ("a = 07:32:00.999", "time 07:32:00.999"), ("a = 07:32", "time 07:32:00"),
    ("a = 23:59:60", "time 23:59:60"),
    ("a = 2000-02-29", "date 2000-02-29"), ("a = 2024-02-29", "date 2024-02-29"),
    ("a = 1999-04-30", "date 1999-04-30"),
    // Arrays.
    ("a = []", "[]"), ("a = [1,2]", "[1, 2]"), ("a = [ 1 , 2 , ]", "[1, 2]"),
    ("a = [[1], ['b', {c = 1}]]", "[[1], ['b', {c: 1}]]"),
    ("a = [ # c\n1, # d\n\r\n2 # e\n]", "[1, 2]"), ("a = [1, true, 'x']", "[1, true, 'x']"),
    // Inline tables.
    ("a = {}", "{}"), ("a = { }", "{}"), ("a = {b = 1, c.d = 2}", "{b: 1, c: {d: 2}}"),
    ("a = {b = 1,}", "{b: 1}"),
    ("a = { # c\n b = 1, # d\n\n c = 2\n}", "{b: 1, c: 2}"),
    ("a = {b.c = 1, b.d = 2}", "{b: {c: 1, d: 2}}"),
    ("a = {\"b c\" = {'d' = []}}", "{b c: {d: []}}"),
    // Line ends, comments and blanks.
    ("\n\n# c\n \t a\t=\t1 \t# d", "1"), ("a = 1\r\n# c\r\nb = 2\r\n", "1"), ("# é 漢\na = 1", "1"),
    ("#\ta\na = 1", "1"),
  ])
  func reads(_ text: String, _ value: String) throws {
    let table = try TOMLDocument.read(Array(text.utf8))
    #expect(table["a"].map { Self.shown($0.value) } == value)
  }

  /// A document that is refused, and a part of the message.
  @Test(arguments: [
    ("= 1", "expected a key"), ("a", "expected `=`"), ("a =", "expected a value"),
    ("a = \n", "expected a value"),
    ("a = 1 b", "end of the line"), ("a = 1 2", "end of the line"), ("a.", "expected a key"),
    ("a..b = 1", "expected a key"),
    (".a = 1", "expected a key"), ("a b = 1", "expected `=`"), ("é = 1", "expected a key"),
    ("\"\"\"a\"\"\" = 1", "expected `=`"),
    ("a = 1\na = 2", "defined twice"), ("a = 1\n\"a\" = 2", "defined twice"),
    ("a = 1\na.b = 2", "defined twice"),
    ("a.b = 1\na.b.c = 2", "defined twice"), ("a.b = 1\n[a]", "defined twice"),
    ("a.b = 1\n[a.b]", "defined twice"),
    ("[a]\n[a]", "defined twice"), ("[a]\n[[a]]", "defined twice"), ("[[a]]\n[a]", "defined twice"),
    ("a = []\n[[a]]", "defined twice"),
    ("a = 1\n[a]", "defined twice"), ("a = 1\n[a.b]", "defined twice"),
    ("a = {}\n[a.b]", "defined twice"), ("a = {}\na.b = 1", "defined twice"),
    ("a = {b = 1, b = 2}", "defined twice"), ("a = {b = {}, b.c = 1}", "defined twice"),
    ("[a.b]\n[a]\nb.c = 1\nb = 2", "defined twice"),
    ("[]", "expected a key"), ("[a", "expected `]`"), ("[a]]", "end of the line"),
    ("[[a]", "expected `]`"), ("[a] b = 1", "end of the line"),
    ("[ [a] ]", "expected a key"), ("[a.]", "expected a key"),
    ("a = \"b", "no closing quote"), ("a = 'b", "no closing quote"),
    ("a = \"b\n\"", "control character"), ("a = 'b\n'", "control character"),
    ("a = \"\\q\"", "no such escape"), ("a = \"\\", "no closing quote"),
    ("a = \"\\u12\"", "4 hexadecimal digits"),
    ("a = \"\\xG0\"", "2 hexadecimal digits"), ("a = \"\\U00110000\"", "no such character"),
    ("a = \"\\uD800\"", "no such character"),
    ("a = \"\u{1}\"", "control character"), ("a = '\u{7F}'", "control character"),
    ("a = \"\"\"b", "no closing quotes"), ("a = \"\"\"b\n\n", "line 1, column 9"),
    ("a = '''b", "no closing quotes"), ("a = \"\"\"\u{0}\"\"\"", "control character"),
    ("a = '''\u{1F}'''", "control character"),
    ("a = \"\"\"b\"\"\"\"\"\"", "too many quotes"), ("a = '''b''''''", "too many quotes"),
    ("a = \"\"\"\rb\"\"\"", "carriage return"),
    ("a = '''b\rc'''", "carriage return"), ("a = \"\"\"\\ b\"\"\"", "no such escape"),
    ("a = \"\"\"\\  \rb\"\"\"", "carriage return"),
    ("a = 01", "not a value"), ("a = -01", "not a value"), ("a = 1__0", "not a value"),
    ("a = _1", "not a value"), ("a = 1_", "not a value"),
    ("a = ++1", "not a value"), ("a = 0x", "not a value"), ("a = 0xG", "not a value"),
    ("a = 0x_1", "not a value"), ("a = +0x1", "not a value"),
    ("a = 0o8", "not a value"), ("a = 0b2", "not a value"), ("a = 0X1", "not a value"),
    ("a = 1.", "not a value"), ("a = .1", "not a value"),
    ("a = 1._2", "not a value"), ("a = 1_.2", "not a value"), ("a = 01.2", "not a value"),
    ("a = 1e", "not a value"), ("a = 1e++2", "not a value"),
    ("a = 1e_2", "not a value"), ("a = 1.e2", "not a value"), ("a = ++1.5", "not a value"),
    ("a = Inf", "not a value"), ("a = 1e999", "not a value"),
    ("a = tru", "expected a value"), ("a = True", "not a value"),
    ("a = falsehood", "end of the line"), ("a = yes", "not a value"), ("a = @", "expected a value"),
    ("a = 1979-13-01", "not a value"), ("a = 1979-00-01", "not a value"),
    ("a = 1979-02-29", "not a value"), ("a = 1900-02-29", "not a value"),
    ("a = 1979-04-31", "not a value"), ("a = 1979-01-00", "not a value"),
    ("a = 79-01-01", "not a value"), ("a = 1979-1-1", "not a value"),
    ("a = 24:00:00", "not a value"), ("a = 23:60:00", "not a value"),
    ("a = 23:59:61", "not a value"), ("a = 7:32:00", "not a value"),
    ("a = 07:32:00.", "not a value"), ("a = 07:32:0", "not a value"), ("a = 07", "not a value"),
    ("a = 07:32Z", "not a value"),
    ("a = 1979-05-27T", "not a value"), ("a = 1979-05-27x07:32:00", "not a value"),
    ("a = 1979-05-27  07:32:00", "end of the line"),
    ("a = 1979-05-27T07:32:00+24:00", "not a value"),
    ("a = 1979-05-27T07:32:00+01:60", "not a value"),
    ("a = 1979-05-27T07:32:00+1:00", "not a value"),
    ("a = 1979-05-27T07:32:00ZZ", "not a value"),
    ("a = [", "no closing `]`"), ("a = [1", "no closing `]`"),
    ("a = [\n 1,\n\n", "line 2, column 4"),
    ("a = [1 2]", "expected `,` or `]`"), ("a = [,]", "expected a value"),
    ("a = [1,,2]", "expected a value"),
    ("a = {", "no closing `}`"), ("a = {b}", "expected `=`"), ("a = {b = 1", "no closing `}`"),
    ("a = {b = 1 c = 2}", "expected `,` or `}`"),
    ("a = {,}", "expected a key"), ("a = {b = 1,,}", "expected a key"),
    ("a = { # c\u{1}\n}", "control character"),
    ("a = 1\r", "carriage return"), ("\rb = 1", "carriage return"),
    ("# \u{0}", "control character"), ("# a\rb", "control character"),
    ("a = [1,\r2]", "carriage return"),
  ])
  func refuses(_ text: String, _ reason: String) {
    let error = #expect(throws: TOMLError.self) { try TOMLDocument.read(Array(text.utf8)) }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "read")")
  }

  @Test func placesAndKinds() throws {
    let text = "[r.a]\nb = 'x'\n\nc = [\n  1,\n  2.5,\n]\nd = 07:00\ne = true\n[[r.f]]\n"
    let root = try #require(try TOMLDocument.read(Array(text.utf8))["r"])
    #expect(root["a"]?.line == 1)
    #expect(root["a", "b"]?.line == 2)
    #expect(root["a", "c"]?.array?.map(\.line) == [5, 6])
    #expect(root["f"]?.line == 10)
    #expect(root["a", "b"]?.string == "x")
    #expect(root["a", "e"]?.boolean == true)
    #expect(root["a", "nothing"] == nil)
    #expect(root["a", "b", "c"] == nil)
    #expect(root["a", "b"]?.table == nil && root["a"]?.string == nil && root["a"]?.boolean == nil)
    #expect(root["a"]?.array == nil)
    let kinds = ["b", "c", "d", "e"].compactMap { root["a", $0]?.kindName }
    #expect(kinds == ["string", "array", "datetime", "boolean"])
    #expect(root["a", "c"]?.array?.map(\.kindName) == ["integer", "float"])
    #expect(root["f"]?.array?.first?.kindName == "table")
  }

  private static func shown(_ value: TOMLNode.Value) -> String {
    switch value {
    case .string(let text): return "'\(text)'"
    case .integer(let number): return "\(number)"
    case .hugeInteger(let text): return "huge \(text)"
    case .float(let number): return "\(number)"
    case .boolean(let truth): return "\(truth)"
    case .datetime(let time):
      switch time.kind {
      case .offsetDatetime: return "offset \(time.text)"
      case .localDatetime: return "local \(time.text)"
      case .localDate: return "date \(time.text)"
      case .localTime: return "time \(time.text)"
      }
    case .array(let elements):
      return "[\(elements.map { shown($0.value) }.joined(separator: ", "))]"
    case .table(let table):
      let entries = table.entries.map { "\($0.key): \(shown($0.node.value))" }
      return "{\(entries.joined(separator: ", "))}"
    }
  }
}
