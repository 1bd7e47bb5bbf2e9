/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Delta links, and what they lead to. */
#pragma once

#include "emulator-fixture.h"

G_BEGIN_DECLS

#define TRACK "Prefer: odata.track-changes"

/* Sends GET with @header and asserts 200. Returns: the number of rows, deleted ones included */
guint changes_read (EmulatorTest *self, const char *target, const char *header);
/* Returns: (transfer none): a row of the last answer */
JsonObject *changes_get (EmulatorTest *self, guint index);
const char *changes_get_text (EmulatorTest *self, guint index, const char *member);
/* Returns: (transfer full): the delta link of the last answer, which must have one */
char *changes_dup_link (EmulatorTest *self);
/* Reads all rows. Returns: (transfer full): the delta link */
char *changes_begin (EmulatorTest *self, const char *target);
/* Returns: (transfer full): the id of the new row */
char *changes_create (EmulatorTest *self, const char *set, const char *body);
void  changes_delete (EmulatorTest *self, const char *set, const char *id);
/* Asserts that the last answer has a deleted row. */
void changes_assert_deleted (EmulatorTest *self, guint index, const char *set, const char *id);

G_END_DECLS
