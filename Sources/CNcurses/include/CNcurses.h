#ifndef UVFRESH_CNCURSES_H
#define UVFRESH_CNCURSES_H

#include <stddef.h>

/* ncursesw behind plain integers: its macros, globals and variadic calls do not come through to
 * Swift, and no curses type crosses this header. */

enum terminal_attribute {
  TERMINAL_BOLD = 1,
  TERMINAL_DIM = 2,
  TERMINAL_REVERSE = 4,
  TERMINAL_UNDERLINE = 8,
};

enum terminal_key {
  TERMINAL_NONE = 0, /* nothing came */
  TERMINAL_CHARACTER, /* value: a Unicode scalar */
  TERMINAL_UP, TERMINAL_DOWN, TERMINAL_LEFT, TERMINAL_RIGHT,
  TERMINAL_PAGE_UP, TERMINAL_PAGE_DOWN, TERMINAL_HOME, TERMINAL_END,
  TERMINAL_ENTER, TERMINAL_BACKSPACE, TERMINAL_DELETE, TERMINAL_BACK_TAB,
  TERMINAL_FUNCTION, /* value: its number */
  TERMINAL_CLICK, TERMINAL_WHEEL_UP, TERMINAL_WHEEL_DOWN, /* column, row */
  TERMINAL_OTHER,
};

struct terminal_event {
  int key;
  int value;
  int column, row;
};

/* Enters the full screen, which a crash leaves again, and holds signals back until they are taken. 0, or -1 if the
 * terminal cannot be used. */
int terminal_start(int wants_color, int wants_mouse);
/* Leaves the full screen and restores the terminal. */
void terminal_stop(void);
/* Back to the screen after terminal_stop. */
void terminal_resume(void);

/* Colours that there are: 0 without. */
int terminal_colors(void);
/* The size that the terminal has now. */
void terminal_size(int *columns, int *rows);
void terminal_resize(int columns, int rows);

/* Text in the locale's encoding; a colour is a number of the palette, or -1 for the terminal's own. */
void terminal_put(int column, int row, const char *text, int foreground, int background, int attributes);
/* Bytes as they are, past the screen; returns when all are written, or none can be. */
void terminal_send(const char *bytes, size_t count);
void terminal_refresh(void);
/* The bell. */
void terminal_ring(void);
/* Redraws the whole screen at the next refresh. */
void terminal_invalidate(void);

/* The next key that has come, without waiting. */
struct terminal_event terminal_next(void);

/* Signals to be written to `descriptor`, a byte each: INT, TERM, HUP, WINCH, TSTP, CONT. */
int terminal_catch_signals(int descriptor);
/* Stops this process group as the terminal would. */
void terminal_stop_group(void);

#endif
