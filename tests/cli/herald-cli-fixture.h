/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl as a process, in a home of its own, against an emulator of its own. */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct
{
  char        *home;          /* (owned): removed at the end */
  char        *data_dir;      /* (owned): below it */
  GSubprocess *emulator;      /* (owned) (nullable): “emulator run” */
  JsonObject  *ready;         /* (owned) (nullable): its ready line */
  char        *standard_out;  /* (owned) (nullable): of the last command */
  char        *standard_err;  /* (owned) (nullable) */
  gboolean     lacks_keyring; /* the Secret Service does not answer */
  const char  *standard_in;   /* (unowned) (nullable): a file */
} HeraldCliFixture;

void herald_cli_fixture_set_up (HeraldCliFixture *self);
void herald_cli_fixture_tear_down (HeraldCliFixture *self);
void herald_cli_fixture_start_emulator (HeraldCliFixture *self);
void herald_cli_fixture_kill_emulator (HeraldCliFixture *self);
/* Member @name of the ready line's first app. */
const char *herald_cli_fixture_get_sample (HeraldCliFixture *self, const char *name);
/* Writes a file into the home and returns its path. */
char *herald_cli_fixture_write (HeraldCliFixture *self, const char *name, const char *content);
/* A process with its pipes; the words end in NULL. */
GSubprocess *herald_cli_fixture_spawn (HeraldCliFixture *self, const char *const *words);
/* Runs to the end and returns the exit status; checks that nothing critical was logged. */
int herald_cli_fixture_run (HeraldCliFixture *self, ...) G_GNUC_NULL_TERMINATED;
/* The same with --json: the document, after the exit status was checked. */
JsonNode *
herald_cli_fixture_json (HeraldCliFixture *self, int expected_status, ...) G_GNUC_NULL_TERMINATED;
/* Expects a failure whose document names @code and whose message holds @says. */
void herald_cli_fixture_fail (HeraldCliFixture *self,
                              int               expected_status,
                              const char       *code,
                              const char       *says,
                              ...) G_GNUC_NULL_TERMINATED;
/* Fails when @text stands anywhere in the file, which need not exist. */
void herald_cli_fixture_assert_lacks (const char *path, const char *text);
/* A text member of an object, or of the element at @index of a list. */
const char *herald_cli_get_text (JsonNode *node, const char *member);
const char *herald_cli_get_element_text (JsonNode *node, guint index, const char *member);

G_END_DECLS
