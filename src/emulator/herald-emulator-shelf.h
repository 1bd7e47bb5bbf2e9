/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bounded place for things that somebody comes back for with a secret number: the oldest go first
 * when it is full. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HeraldEmulatorShelf HeraldEmulatorShelf;

typedef gboolean (*HeraldEmulatorShelfFunc) (gpointer item, gconstpointer user_data);

HeraldEmulatorShelf *herald_emulator_shelf_new (guint most, GDestroyNotify destroy);
const char          *herald_emulator_shelf_add (HeraldEmulatorShelf *self, gpointer item);
gboolean herald_emulator_shelf_add_as (HeraldEmulatorShelf *self, const char *token, gpointer item);
gpointer herald_emulator_shelf_find (HeraldEmulatorShelf *self, const char *token);
gpointer herald_emulator_shelf_search (HeraldEmulatorShelf    *self,
                                       HeraldEmulatorShelfFunc func,
                                       gconstpointer           user_data);
void     herald_emulator_shelf_remove (HeraldEmulatorShelf *self, const char *token);
void     herald_emulator_shelf_clear (HeraldEmulatorShelf *self);
void     herald_emulator_shelf_free (HeraldEmulatorShelf *self);
char    *herald_emulator_shelf_make_token (void);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorShelf, herald_emulator_shelf_free)

G_END_DECLS
