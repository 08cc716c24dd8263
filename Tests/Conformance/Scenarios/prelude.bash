# What a scenario is written in. Each runs in an empty directory of its own, in bash with `set -e`,
# without the user's variables, settings and network; the uv in question is `$UV`.

T=$PWD
mkdir -p home out
export HOME=$T/home UV_OFFLINE=1 UV_NO_PROGRESS=1 NO_COLOR=1 UV_PYTHON_DOWNLOADS=never
export UV_PYTHON_PREFERENCE=only-system
asked=0

# project DIR [LINE...]: a project named by its directory, built by uv itself, in milliseconds; more
# lines follow `[tool.uv]`. Its version is 0.1.0.
project() {
  local name=${1##*/}
  mkdir -p "$1/src/${name//-/_}"
  : >"$1/src/${name//-/_}/__init__.py"
  { printf '[project]\nname = "%s"\nversion = "0.1.0"\n' "$name"
    [ -z "$requires_python" ] || printf 'requires-python = "%s"\n' "$requires_python"
    [ -z "$dependencies" ] || printf 'dependencies = %s\n' "$dependencies"
    printf '[build-system]\nrequires = ["uv_build>=0.8"]\nbuild-backend = "uv_build"\n'
    if [ $# -gt 1 ]; then printf '[tool.uv]\n'; printf '%s\n' "${@:2}"; fi
  } >"$1/pyproject.toml"
}

# venv [DIR] [OPTION...]: an environment, `.venv` if none is named.
venv() { "$UV" venv -q "${1:-.venv}" "${@:2}"; }

# install ENVIRONMENT REQUIREMENT...: `-e DIR` or DIR, each noted for the sync that is asked about.
install() {
  local root=$1 editable; shift
  touch "$T/list.txt"
  while [ $# -gt 0 ]; do
    editable=; if [ "$1" = -e ]; then editable='-e '; shift; fi
    local directory; directory=$(cd "$1" && pwd)
    if [ -n "$editable" ]; then echo "-e file://$directory"
    else echo "${directory##*/} @ file://$directory"; fi >>"$T/list.txt"
    shift
  done
  env -u UV_PYTHON VIRTUAL_ENV="$root" "$UV" pip install -q --no-deps -r "$T/list.txt"
}

# sync [OPTION...]: `uv sync` for real.
sync() { "$UV" sync -q "$@"; }

# change DIR: the source changes in a way that the default keys see.
change() { touch "$1/pyproject.toml"; }

# needs PYTHON...: leaves the scenario out where one of these programs is not there.
needs() {
  local program
  for program; do command -v "$program" >/dev/null || { echo "$program" >"$T/out/needs"; exit 0; }; done
}

# ask sync [OPTION...] / ask pip [OPTION...] / ask script FILE / ask tool NAME: what uv would do, and
# what uvfresh says it would do. Options go to both; those after `--` to uv alone. `uv tool upgrade`
# only does, and is asked last.
ask() {
  local command=$1 place=$T/out/$((++asked)) mine=() theirs=(); shift
  case $command in
  script)
    # A script that does not parse has the environment that it had.
    mine=$("$UV" python find --script "$1" 2>"$T/find.txt") && script_python=$mine
    mine=(-p "$script_python") theirs=("$1"); shift ;;
  tool) mine=(-p "$UV_TOOL_DIR/$1") theirs=("$1"); shift ;;
  esac
  while [ $# -gt 0 ] && [ "$1" != -- ]; do mine+=("$1"); theirs+=("$1"); shift; done
  [ $# = 0 ] || { shift; theirs+=("$@"); }
  mkdir "$place"
  local status=0
  UV=$UV "$UVFRESH" list --all --format json "${mine[@]}" >"$place/list.json" 2>"$place/list.txt" || status=$?
  echo $status >"$place/list.status"
  status=0
  UV=$UV "$UVFRESH" check "${mine[@]}" >"$place/check.txt" 2>&1 || status=$?
  echo $status >"$place/check.status"
  case $command in
  sync) set -- sync --dry-run "${theirs[@]}" ;;
  pip) set -- pip sync --dry-run --allow-empty-requirements "$T/list.txt" "${theirs[@]}" ;;
  script) set -- sync --dry-run --script "${theirs[@]}" ;;
  tool) set -- tool upgrade "${theirs[@]}" ;;
  esac
  status=0
  "$UV" "$@" >"$place/uv.txt" 2>&1 || status=$?
  echo $status >"$place/uv.status"
}

# act sync / act pip: asks, then lets uv do it. If only that fails, `fail` is the right answer for
# what was to be installed.
act() {
  ask "$@"
  local place=$T/out/$asked status=0
  case $1 in
  script) "$UV" sync --script "${@:2}" >"$place/real.txt" 2>&1 || status=$? ;;
  sync) "$UV" sync "${@:2}" >"$place/real.txt" 2>&1 || status=$? ;;
  pip) "$UV" pip sync "$T/list.txt" "${@:2}" >"$place/real.txt" 2>&1 || status=$? ;;
  esac
  echo $status >"$place/real.status"
}
