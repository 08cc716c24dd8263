#define _GNU_SOURCE
#define _XOPEN_SOURCE_EXTENDED 1
#define NCURSES_WIDECHAR 1
#include "CNcurses.h"

#include <errno.h>
#include <locale.h>
#include <ncurses.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* From <term.h>, whose macros `columns`, `lines` and hundreds more would be in the way. */
extern char *tigetstr(const char *capability);
extern int setupterm(const char *name, int descriptor, int *answer);

static void catch_crashes(void);

static SCREEN *screen;
static struct termios cooked;
static int have_cooked;
static char restore_bytes[256];
static size_t restore_count;

static void remember(const char *capability) {
  char *text = tigetstr(capability);
  if (text == NULL || text == (char *)-1) return;
  size_t length = strlen(text);
  if (restore_count + length > sizeof restore_bytes) return;
  memcpy(restore_bytes + restore_count, text, length);
  restore_count += length;
}

/* Pairs of colours are made when they are first used: a terminal with 8 colours has only 64. */
static struct { int foreground, background; } pairs[60];
static int pair_count;

static short pair_of(int foreground, int background) {
  if (foreground < 0 && background < 0) return 0;
  for (int index = 0; index < pair_count; index++)
    if (pairs[index].foreground == foreground && pairs[index].background == background) return (short)(index + 1);
  if (pair_count == sizeof pairs / sizeof *pairs) return 0;
  pairs[pair_count].foreground = foreground;
  pairs[pair_count].background = background;
  pair_count++;
  if (init_pair((short)pair_count, (short)foreground, (short)background) == ERR) return 0;
  return (short)pair_count;
}

static const int taken[] = {SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGTSTP, SIGCONT, SIGQUIT};

static void hold_signals(int how) {
  sigset_t set;
  sigemptyset(&set);
  for (size_t index = 0; index < sizeof taken / sizeof *taken; index++) sigaddset(&set, taken[index]);
  pthread_sigmask(how, &set, NULL);
}

static int start(int wants_color, int wants_mouse) {
  setlocale(LC_ALL, "");
  have_cooked = tcgetattr(STDIN_FILENO, &cooked) == 0;
  /* What a crash needs is ready before the terminal is changed. */
  int answer;
  if (setupterm(NULL, STDOUT_FILENO, &answer) == ERR) return -1;
  restore_count = 0;
  remember("sgr0");
  remember("rmcup");
  remember("cnorm");
  catch_crashes();
  set_escdelay(25);
  screen = newterm(NULL, stdout, stdin);
  if (screen == NULL) return -1;
  raw();
  noecho();
  nonl();
  keypad(stdscr, TRUE);
  nodelay(stdscr, TRUE);
  leaveok(stdscr, TRUE);
  curs_set(0);
  if (wants_color && has_colors()) {
    start_color();
    use_default_colors();
    pair_count = 0;
  }
  if (wants_mouse) {
    mousemask(BUTTON1_CLICKED | BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
    mouseinterval(0);
  }
  return 0;
}

int terminal_start(int wants_color, int wants_mouse) {
  /* One that comes before they are taken would end us with the terminal changed. */
  hold_signals(SIG_BLOCK);
  if (start(wants_color, wants_mouse) == 0) return 0;
  hold_signals(SIG_UNBLOCK);
  return -1;
}

void terminal_stop(void) {
  if (screen != NULL) endwin();
}

void terminal_resume(void) {
  reset_prog_mode();
  curs_set(0);
  clearok(curscr, TRUE);
  refresh();
}

int terminal_colors(void) { return has_colors() ? COLORS : 0; }

void terminal_size(int *columns, int *rows) {
  struct winsize size;
  *columns = 80;
  *rows = 24;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0) {
    *columns = size.ws_col;
    *rows = size.ws_row;
  } else if (screen != NULL) {
    getmaxyx(stdscr, *rows, *columns);
  }
}

void terminal_resize(int columns, int rows) {
  resizeterm(rows, columns);
  clearok(curscr, TRUE);
}

void terminal_put(int column, int row, const char *text, int foreground, int background, int attributes) {
  attr_t attribute = A_NORMAL;
  if (attributes & TERMINAL_BOLD) attribute |= A_BOLD;
  if (attributes & TERMINAL_DIM) attribute |= A_DIM;
  if (attributes & TERMINAL_REVERSE) attribute |= A_REVERSE;
  if (attributes & TERMINAL_UNDERLINE) attribute |= A_UNDERLINE;
  attr_set(attribute, pair_of(foreground, background), NULL);
  mvaddstr(row, column, text);
}

void terminal_refresh(void) { refresh(); }

void terminal_ring(void) { beep(); }

void terminal_invalidate(void) { clearok(curscr, TRUE); }

static struct terminal_event mouse_event(void) {
  struct terminal_event event = {TERMINAL_OTHER, 0, 0, 0};
  MEVENT mouse;
  if (getmouse(&mouse) != OK) return event;
  event.column = mouse.x;
  event.row = mouse.y;
  if (mouse.bstate & BUTTON4_PRESSED) event.key = TERMINAL_WHEEL_UP;
  else if (mouse.bstate & BUTTON5_PRESSED) event.key = TERMINAL_WHEEL_DOWN;
  else if (mouse.bstate & (BUTTON1_PRESSED | BUTTON1_CLICKED)) event.key = TERMINAL_CLICK;
  return event;
}

struct terminal_event terminal_next(void) {
  struct terminal_event event = {TERMINAL_NONE, 0, 0, 0};
  wint_t value;
  int kind = get_wch(&value);
  if (kind == ERR) return event;
  if (kind == OK) {
    event.key = TERMINAL_CHARACTER;
    event.value = (int)value;
    return event;
  }
  switch (value) {
    case KEY_UP: event.key = TERMINAL_UP; break;
    case KEY_DOWN: event.key = TERMINAL_DOWN; break;
    case KEY_LEFT: event.key = TERMINAL_LEFT; break;
    case KEY_RIGHT: event.key = TERMINAL_RIGHT; break;
    case KEY_PPAGE: event.key = TERMINAL_PAGE_UP; break;
    case KEY_NPAGE: event.key = TERMINAL_PAGE_DOWN; break;
    case KEY_HOME: event.key = TERMINAL_HOME; break;
    case KEY_END: event.key = TERMINAL_END; break;
    case KEY_ENTER: event.key = TERMINAL_ENTER; break;
    case KEY_BACKSPACE: event.key = TERMINAL_BACKSPACE; break;
    case KEY_DC: event.key = TERMINAL_DELETE; break;
    case KEY_BTAB: event.key = TERMINAL_BACK_TAB; break;
    case KEY_MOUSE: return mouse_event();
    default:
      event.key = TERMINAL_OTHER;
      if (value > KEY_F0 && value <= KEY_F0 + 12) {
        event.key = TERMINAL_FUNCTION;
        event.value = (int)(value - KEY_F0);
      }
  }
  return event;
}

/* Only write(2) and tcsetattr(3), which a signal handler may call. */
static void emergency_restore(void) {
  size_t done = 0;
  while (done < restore_count) {
    ssize_t count = write(STDOUT_FILENO, restore_bytes + done, restore_count - done);
    if (count <= 0) break;
    done += (size_t)count;
  }
  if (have_cooked) tcsetattr(STDIN_FILENO, TCSAFLUSH, &cooked);
}

static int signal_descriptor = -1;

static void pass_on(int number) {
  int saved = errno;
  unsigned char byte = (unsigned char)number;
  if (write(signal_descriptor, &byte, 1) < 0) { /* the pipe is full: a wake-up is under way */ }
  errno = saved;
}

int terminal_catch_signals(int descriptor) {
  signal_descriptor = descriptor;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = pass_on;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  int result = 0;
  for (size_t index = 0; index < sizeof taken / sizeof *taken; index++)
    if (sigaction(taken[index], &action, NULL) != 0) result = -1;
  hold_signals(SIG_UNBLOCK);
  return result;
}

static void crash(int number) {
  emergency_restore();
  signal(number, SIG_DFL);
  raise(number);
}

static void catch_crashes(void) {
  int numbers[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE};
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = crash;
  action.sa_flags = SA_NODEFER;
  sigemptyset(&action.sa_mask);
  for (size_t index = 0; index < sizeof numbers / sizeof *numbers; index++) sigaction(numbers[index], &action, NULL);
}

void terminal_send(const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t done = write(STDOUT_FILENO, bytes, count);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return;
    bytes += done;
    count -= (size_t)done;
  }
}

void terminal_stop_group(void) { kill(0, SIGSTOP); }
