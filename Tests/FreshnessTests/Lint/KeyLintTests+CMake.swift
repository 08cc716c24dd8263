import Freshness
import Testing

/// Descriptions of CMake, followed from one to the next.
extension KeyLintTests {
  private static func case_(
    _ name: String, _ files: [String], tool: String = "",
    backend: String = "scikit_build_core.build",
    rules: [Finding.Rule] = [.buildFileUnwatched, .sourceUnwatched], names: [String] = [],
    quiet: [String] = []
  ) -> Case {
    Case(
      name: "CMake: \(name)", backend: backend, tool: tool, files: files, rules: rules,
      names: names,
      quiet: quiet)
  }

  static let cmake: [Case] = [
    case_(
      "options that are off, in every part of a condition",
      [
        "CMakeLists.txt: option(GPU \"g\" OFF)\noption(CLI \"c\" ON)\nset(S a.c)\n"
          + "if(GPU)\n  list(APPEND S gpu/g.c)\nelseif(NOT (CLI AND NOT GPU))\n  list(APPEND S gpu/h.c)\n"
          + "else()\n  list(APPEND S cli.c)\nendif()\nif(UNKNOWN_FOUND)\n  list(APPEND S found.c)\nendif()\n"
          + "if(WIN32 OR CMAKE_SYSTEM_NAME STREQUAL \"Darwin\")\n  list(APPEND S win.c)\nendif()\n"
          + "add_library(a ${S})",
        "a.c", "gpu/g.c", "gpu/h.c", "cli.c", "found.c", "win.c",
      ], names: ["a.c", "cli.c", "found.c"], quiet: ["gpu/g.c", "gpu/h.c", "win.c"]),
    case_(
      "options that settings and arguments turn on",
      [
        "CMakeLists.txt: option(A \"\" OFF)\noption(B \"\" OFF)\noption(C \"\" ON)\n"
          + "add_library(x main.c)\nif(A)\ntarget_sources(x PRIVATE a.c)\nendif()\nif(B)\n"
          + "target_sources(x PRIVATE b.c)\nendif()\nif(C)\ntarget_sources(x PRIVATE c.c)\nendif()",
        "main.c", "a.c", "b.c", "c.c",
      ],
      tool: "[tool.scikit-build]\ncmake.args = ['-DB:BOOL=ON', '-DC=OFF']\n"
        + "[tool.scikit-build.cmake.define]\nA = true",
      names: ["main.c", "a.c", "b.c"], quiet: ["c.c"]),
    case_(
      "a part of another project, told what to leave out",
      [
        "CMakeLists.txt: project(top)\nset(EX_TESTS OFF CACHE BOOL \"\" FORCE)\nadd_subdirectory(ext/e)\n"
          + "add_library(a a.c)",
        "a.c",
        "ext/e/CMakeLists.txt: project(Ex)\noption(EX_TESTS \"\" ON)\noption(EX_BLAS \"\" ${PROJECT_IS_TOP_LEVEL})\n"
          + "if(EX_TESTS)\nadd_subdirectory(check)\nendif()\nif(EX_BLAS)\nadd_subdirectory(blas)\nendif()\n"
          + "add_library(e ${Ex_SOURCE_DIR}/e.c)\nconfigure_file(${PROJECT_NAME}.pc.in x)",
        "ext/e/e.c", "ext/e/Ex.pc.in", "ext/e/check/CMakeLists.txt: add_library(c c.c)",
        "ext/e/check/c.c", "ext/e/blas/CMakeLists.txt: add_library(b b.c)", "ext/e/blas/b.c",
        "ext/e/blas/b.h",
      ], names: ["ext/e/CMakeLists.txt", "ext/e/e.c", "ext/e/Ex.pc.in"],
      quiet: [
        "ext/e/check/CMakeLists.txt", "ext/e/check/c.c", "ext/e/blas/CMakeLists.txt",
        "ext/e/blas/b.c", "ext/e/blas/b.h",
      ]),
    case_(
      "functions, loops and lists",
      [
        "CMakeLists.txt: function(part name)\n  cmake_parse_arguments(P \"\" \"DIR\" \"SRCS\" ${ARGN})\n"
          + "  list(TRANSFORM P_SRCS PREPEND \"${P_DIR}/\")\n  add_library(${name} ${P_SRCS})\nendfunction()\n"
          + "part(one DIR lib SRCS a.c b.c)\nforeach(n two three)\n  add_library(${n} lib/${n}.c)\nendforeach()\n"
          + "file(GLOB_RECURSE ALL deep/*.c)\nlist(FILTER ALL EXCLUDE REGEX \".*_test\\\\.c$\")\nadd_library(d ${ALL})",
        "lib/a.c", "lib/b.c", "lib/two.c", "lib/three.c", "lib/four.c", "deep/x/y.c",
        "deep/x/y_test.c",
      ],
      names: ["lib/a.c", "lib/b.c", "lib/two.c", "lib/three.c", "deep/x/y.c"],
      quiet: ["lib/four.c", "deep/x/y_test.c"]),
    case_(
      "a list that is not known",
      [
        "CMakeLists.txt: add_subdirectory(c)\nadd_subdirectory(d)",
        "c/CMakeLists.txt: execute_process(COMMAND ./list OUTPUT_VARIABLE SRCS)\nadd_library(c c.c ${SRCS})",
        "c/c.c", "c/any.c", "d/CMakeLists.txt: add_library(d d.c ${NOTHING})", "d/d.c", "d/other.c",
      ], names: ["c/c.c", "c/any.c", "d/d.c"], quiet: ["d/other.c"]),
    case_(
      "files of any ending that commands read",
      [
        "CMakeLists.txt: set(HERE ${CMAKE_CURRENT_SOURCE_DIR})\nset(LOCAL \"${PROJECT_SOURCE_DIR}/tpl\")\n"
          + "set(DEPS ${HERE}/over.txt)\nadd_custom_command(OUTPUT x.h COMMAND gen ${HERE}/in.fbs DEPENDS ${DEPS})\n"
          + "nanobind_add_stub(s PATTERN_FILE ${HERE}/pattern.txt)\n"
          + "FetchContent_Declare(z PATCH_COMMAND p -DPATCH=${CMAKE_CURRENT_LIST_DIR}/z.patch)\n"
          + "configure_package_config_file(\n  ${LOCAL}/z-config.cmake.in out)\nset(UNUSED ${HERE}/unused.txt)\n"
          + "add_library(a a.c)\nset_target_properties(a PROPERTIES VERSION 1)",
        "a.c", "over.txt", "in.fbs", "pattern.txt", "z.patch", "tpl/z-config.cmake.in",
        "unused.txt",
        "VERSION",
      ],
      names: ["over.txt", "in.fbs", "pattern.txt", "z.patch", "tpl/z-config.cmake.in"],
      quiet: ["unused.txt", "VERSION"]),
    case_(
      "modules of the path, and those that nothing asks for",
      [
        "CMakeLists.txt: list(APPEND CMAKE_MODULE_PATH ${CMAKE_CURRENT_SOURCE_DIR}/m)\nfind_package(A)\n"
          + "include(tools)\noption(S \"\" OFF)\nif(S)\ninclude(Sanitizer)\nendif()\nadd_library(a a.c)",
        "a.c", "m/FindA.cmake", "m/FindB.cmake", "m/Sanitizer.cmake",
        "m/tools.cmake: include(${CMAKE_CURRENT_LIST_DIR}/more.cmake)", "m/more.cmake",
        "ios.toolchain.cmake",
      ], names: ["m/FindA.cmake", "m/tools.cmake", "m/more.cmake"],
      quiet: ["m/FindB.cmake", "m/Sanitizer.cmake", "ios.toolchain.cmake"]),
    case_(
      "modules that are copied into the install",
      [
        "CMakeLists.txt: add_library(a a.c)\ninstall(FILES p/__init__.py README.md a.h DESTINATION p)\n"
          + "add_subdirectory(ext EXCLUDE_FROM_ALL)",
        "ext/CMakeLists.txt: install(FILES e.py DESTINATION e)",
        "a.c", "a.h", "README.md", "p/__init__.py", "p/other.py", "ext/e.py",
      ], rules: [.buildFileUnwatched, .sourceUnwatched, .dataUnwatched], names: ["p/__init__.py"],
      quiet: ["README.md", "p/other.py", "ext/e.py"]),
    case_(
      "libraries of a part that is built on demand, by what is linked",
      [
        "CMakeLists.txt: add_subdirectory(ext EXCLUDE_FROM_ALL)\nadd_library(a a.c)\n"
          + "target_link_libraries(a PRIVATE $<LINK_ONLY:ext::one>)",
        "a.c",
        "ext/CMakeLists.txt: add_library(one one.c $<TARGET_OBJECTS:parts>)\nadd_library(ext::one ALIAS one)\n"
          + "add_library(two two.c)\nadd_library(three three.c)\ntarget_sources(three PRIVATE four.c)\n"
          + "target_link_libraries(two three)\ntarget_link_libraries(one PUBLIC five)\nadd_library(five five.c)\n"
          + "add_library(parts OBJECT part.c)",
        "ext/one.c", "ext/two.c", "ext/three.c", "ext/four.c", "ext/five.c", "ext/part.c",
      ], names: ["a.c", "ext/one.c", "ext/five.c", "ext/part.c"],
      quiet: ["ext/two.c", "ext/three.c", "ext/four.c"]),
    case_(
      "sources in a directory of tools",
      [
        "CMakeLists.txt: add_library(a a.c src/tools/t.c)", "a.c",
        "src/tools/t.c: #include \"src/t.h\"", "src/t.h", "src/u.h", "src/tools/u.c",
      ], names: ["a.c", "src/tools/t.c", "src/t.h"], quiet: ["src/u.h", "src/tools/u.c"]),
    case_(
      "what Git ignores by its ending, a part with a manifest, and modules in a `build`",
      [
        ".git/HEAD: ref: refs/heads/main", ".gitignore: *.txt",
        "CMakeLists.txt: include(lib/build/mods/Check.cmake)\nadd_subdirectory(part)\nadd_library(a a.c)",
        "a.c", "part/CMakeLists.txt: add_library(b b.c)", "part/pyproject.toml", "part/b.c",
        "lib/build/mods/Check.cmake", "other/build/x.cmake",
      ],
      names: [
        "CMakeLists.txt", "part/CMakeLists.txt", "part/b.c", "lib/build/mods/Check.cmake",
      ], quiet: ["other/build/x.cmake"]),
    case_(
      "programs that nothing builds, and one that a command runs",
      [
        "CMakeLists.txt: add_library(a a.c)\nadd_executable(x EXCLUDE_FROM_ALL x.c)\n"
          + "add_executable(gen EXCLUDE_FROM_ALL gen.c)\nadd_custom_command(OUTPUT g.h COMMAND gen > g.h)",
        "a.c", "x.c", "gen.c",
      ], names: ["a.c", "gen.c"], quiet: ["x.c"]),
    case_(
      "commands that nothing asks for, and one that a target depends on",
      [
        "CMakeLists.txt: set(H ${CMAKE_SOURCE_DIR})\nadd_custom_target(lint COMMAND sh ${H}/lint.sh)\n"
          + "add_custom_target(gen COMMAND python ${H}/gen.py)\nadd_custom_target(all2 ALL COMMAND awk -f ${H}/x.awk)\n"
          + "add_library(a a.c)\nadd_dependencies(a gen)",
        "a.c", "lint.sh", "gen.py", "x.awk",
      ], names: ["gen.py", "x.awk"], quiet: ["lint.sh"]),
    case_(
      "ways that exclude each other, and one that is an error",
      [
        "CMakeLists.txt: if(NOT BACKEND)\n  if(Python_FOUND)\n    set(BACKEND one)\n  else()\n    set(BACKEND two)\n"
          + "  endif()\nendif()\nif(BACKEND STREQUAL one)\n  set(NAME _1)\n  add_library(a p/${NAME}.c)\n"
          + "elseif(BACKEND STREQUAL \"two\")\n  set(NAME _2)\n  add_library(a p/${NAME}.c)\nelse()\n"
          + "  set(NAME none)\n  message(FATAL_ERROR \"no ${BACKEND}\")\nendif()\nadd_library(b q/${NAME}.c)",
        "p/_1.c", "p/_2.c", "p/_3.c", "q/_1.c", "q/_2.c", "q/none.c",
      ], names: ["p/_1.c", "p/_2.c", "q/_1.c", "q/_2.c"], quiet: ["p/_3.c", "q/none.c"]),
    case_(
      "comments, brackets and names in any case",
      [
        "CMakeLists.txt: #[[ add_library(x x.c)\n]] ADD_LIBRARY ( a # y.c\n  a.c #[=[ z.c ]=] [[b.c]]\n  \"c\\\n.c\" )\n"
          + "message([=[ ]] add_library(w w.c) ]=])",
        "a.c", "b.c", "c.c", "x.c", "y.c", "z.c", "w.c",
      ], names: ["a.c", "b.c", "c.c"], quiet: ["x.c", "y.c", "z.c", "w.c"]),
    case_(
      "Java that Ant compiles",
      [
        "CMakeLists.txt: add_custom_command(OUTPUT x.jar COMMAND ant -f ${CMAKE_SOURCE_DIR}/j/build.xml)",
        "j/build.xml: <property name=\"src\" location=\"main/java\"/><javac><src path=\"${src}\"/></javac>",
        "j/main/java/org/A.java", "j/other/B.java",
      ], names: ["j/build.xml", "j/main/java/org/A.java"], quiet: ["j/other/B.java"]),
    case_(
      "headers that are copied into the install, and those of others",
      [
        "CMakeLists.txt: project(p NONE)\ninstall(DIRECTORY inc/ DESTINATION p/inc FILES_MATCHING PATTERN \"*.h\" "
          + "PATTERN \"no.h\" EXCLUDE)\ninstall(FILES extern/e/e.h DESTINATION p)",
        "inc/a.h", "inc/b/c.h", "inc/no.h", "extern/e/e.h",
      ], names: ["inc/a.h", "inc/b/c.h"], quiet: ["extern/e/e.h"]),
    case_(
      "what a function of a module finds beside it",
      [
        "CMakeLists.txt: include(m/f.cmake)\nadd_subdirectory(sub)",
        "m/f.cmake: function(gen out)\nconfigure_file(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/${out}.tpl x)\n"
          + "set(${out}_SRC made.c PARENT_SCOPE)\nendfunction()",
        "m/a.tpl", "m/b.tpl", "sub/CMakeLists.txt: gen(a)\nadd_library(a ${a_SRC} ${b_SRC})",
        "sub/made.c", "sub/other.c",
      ], names: ["m/f.cmake", "m/a.tpl", "sub/made.c"], quiet: ["m/b.tpl", "sub/other.c"]),
    case_(
      "CUDA, where it is no language of the project",
      ["CMakeLists.txt: project(p CXX)\nadd_library(a a.cpp)", "a.cpp", "k.cu", "k.cuh"],
      names: ["a.cpp"], quiet: ["k.cu", "k.cuh"]),
    case_(
      "CUDA, where it is one",
      ["CMakeLists.txt: project(p CXX CUDA)\nadd_library(a a.cpp k.cu)", "a.cpp", "k.cu", "k.cuh"],
      names: ["a.cpp", "k.cu", "k.cuh"]),
    case_(
      "a directory that is called docs, and is added",
      [
        "CMakeLists.txt: add_library(a a.c)\nadd_subdirectory(docs/cpp)\nadd_subdirectory(tests)",
        "a.c",
        "docs/cpp/CMakeLists.txt", "docs/other/CMakeLists.txt", "tests/CMakeLists.txt",
      ], names: ["docs/cpp/CMakeLists.txt", "tests/CMakeLists.txt"],
      quiet: ["docs/other/CMakeLists.txt"]),
    case_(
      "a script that runs it for one directory, with definitions",
      [
        "setup.py: subprocess.run(['cmake', 'deps/one', '-DONE_LITE=OFF', f'-DONE_X={x}'])\n"
          + "setup(ext_modules=[Extension('p.a', [])])",
        "deps/one/CMakeLists.txt: option(ONE_LITE \"\" ON)\noption(ONE_X \"\" OFF)\nadd_library(o o.c)\n"
          + "if(ONE_LITE)\nadd_subdirectory(lite)\nendif()\nif(ONE_X)\nadd_subdirectory(x)\nendif()",
        "deps/one/o.c", "deps/one/o_test.c", "deps/one/lite/CMakeLists.txt",
        "deps/one/x/CMakeLists.txt",
        "deps/two/CMakeLists.txt",
      ], backend: setuptools,
      names: ["deps/one/CMakeLists.txt", "deps/one/o.c", "deps/one/x/CMakeLists.txt"],
      quiet: ["deps/one/lite/CMakeLists.txt", "deps/two/CMakeLists.txt", "deps/one/o_test.c"]),
    case_(
      "a variable that holds no value",
      [
        "CMakeLists.txt: set(E \"\")\nlist(POP_FRONT E Z)\nif(${Z})\nadd_library(z z.c)\nendif()\n"
          + "add_library(a a.c)",
        "a.c", "z.c",
      ], names: ["a.c"], quiet: ["z.c"]),
    case_(
      "names as seen from a directory, and in lower case",
      [
        "CMakeLists.txt: add_subdirectory(src)",
        "src/CMakeLists.txt: file(GLOB S RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} *.c)\nset(L B)\n"
          + "list(TRANSFORM L TOLOWER)\nadd_library(a ${S} low/${L}.c)",
        "src/a.c", "src/low/b.c", "src/low/c.c",
      ], names: ["src/a.c", "src/low/b.c"], quiet: ["src/low/c.c"]),
    case_(
      "a list of one file and of what nothing sets, or another",
      [
        "CMakeLists.txt: if(X_FOUND)\nset(S \"a.c;${NOTHING}\")\nelse()\nset(S b.c)\nendif()\n"
          + "add_library(a ${S})",
        "a.c", "b.c", "c.c",
      ], names: ["a.c", "b.c"], quiet: ["c.c"]),
    case_(
      "directories that a pattern finds",
      [
        "CMakeLists.txt: add_library(a a.c)\nfile(GLOB D mods/*)\nforeach(d ${D})\n"
          + "if(IS_DIRECTORY ${d})\nadd_subdirectory(${d})\nelse()\ntarget_sources(a PRIVATE ${d})\n"
          + "endif()\nendforeach()",
        "a.c", "mods/m.c", "mods/one/CMakeLists.txt: add_library(one one.c)", "mods/one/one.c",
        "other/CMakeLists.txt: add_library(o o.c)", "other/o.c",
      ], names: ["a.c", "mods/m.c", "mods/one/CMakeLists.txt", "mods/one/one.c"],
      quiet: ["other/CMakeLists.txt", "other/o.c"]),
  ]

  @Test(arguments: cmake)
  func findsWhatCMakeReads(_ one: Case) throws { try finds(one) }

  private static func repeated(_ text: String, _ count: Int = 20_000) -> String {
    String(repeating: text, count: count)
  }

  /// What leads to itself, is nested without an end or takes long.
  private static let hostileCMake: [String: String] = [
    "a text that installs itself": "set(X [[install(CODE \"${X}\")]])\ninstall(CODE \"${X}\")",
    "a call of calls": "cmake_language(\(repeated("CALL cmake_language ", 3000)))",
    "open blocks": repeated("if(A)\n"),
    "names in names": "set(A \(repeated("${")))",
    "many times not": "if(\(repeated("NOT ")) A)\nendif()",
    "parentheses": "if(\(repeated("("))A\(repeated(")")))\nendif()",
    "targets that name the next": (0..<3000).map {
      "add_custom_target(t\($0) COMMAND t\($0 + 1))\n"
    }.joined() + "add_dependencies(x t0)",
    "a range as wide as numbers": "foreach(i RANGE -5 9223372036854775807)\nendforeach()",
    "a pattern of stars": "file(GLOB S \(repeated("*a", 30))b)",
    "an expression of repeats":
      "string(REGEX REPLACE \"(a+a+)+b\" x Y \(repeated("a", 40)))\n"
      + "if(\(repeated("a", 400)) MATCHES \"a*a*a*a*a*a*b\")\nendif()",
    "a text that doubles": "set(A abc)\n" + repeated("set(A \"${A}${A}\")\n", 40),
    "a list that grows":
      "foreach(i RANGE 0 400)\nforeach(j RANGE 0 400)\nlist(APPEND L ${i}x${j})\n"
      + "endforeach()\nendforeach()",
  ]

  @Test(arguments: hostileCMake.keys.sorted())
  func readsHostileCMakeQuickly(_ name: String) throws {
    let text = "add_library(a a.c)\n\(Self.hostileCMake[name] ?? "")"
    let files = ["CMakeLists.txt: \(text)", "a.c", "\(Self.repeated("a", 40)).c"]
    let time = try ContinuousClock().measure {
      try finds(Self.case_(name, files, names: ["a.c"]))
    }
    #expect(time < .seconds(60))
  }
}
