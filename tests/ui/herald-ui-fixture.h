/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole window on an emulator of its own, in this process, in a folder of its own. */
#pragma once

#include "ui/herald-window.h"

G_BEGIN_DECLS

typedef struct
{
  char            *dir;       /* (owned) */
  HeraldWorkspace *workspace; /* (owned) */
  HeraldWindow    *window;    /* (unowned): GTK's */
} HeraldUiFixture;

typedef gboolean (*HeraldUiCondition) (gpointer data);

/* Opens the window and waits until the environment is open. */
void herald_ui_fixture_open (HeraldUiFixture *self);
void herald_ui_fixture_close (HeraldUiFixture *self);
/* Runs the main loop until @condition holds; fails the test with @what after two minutes. */
void herald_ui_wait_for (HeraldUiCondition condition, gpointer data, const char *what);
/* Runs the main loop until nothing is left to do at once. */
void herald_ui_settle (void);
/* The first visible widget of @type below @root, or NULL. */
GtkWidget *herald_ui_find (GtkWidget *root, GType type);
/* The first visible widget of @type below @root whose label or title is @name, or NULL. */
GtkWidget *herald_ui_find_named (GtkWidget *root, GType type, const char *name);
/* Whether a visible label below @root contains @text. */
gboolean herald_ui_shows (GtkWidget *root, const char *text);
/* Runs the main loop until a visible label below @root contains @text. */
void herald_ui_wait_for_text (GtkWidget *root, const char *text);
/* The open window of @type, or NULL. */
GtkWidget *herald_ui_find_window (GType type);
/* Waits for a message dialog, which has to show @text, and gives it @response. */
void herald_ui_answer_dialog (const char *text, const char *response);
/* Returns: (transfer full): the text that was copied last */
char *herald_ui_dup_copied (GtkWidget *widget);

G_END_DECLS
