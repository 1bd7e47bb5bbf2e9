/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parameter aliases: `@p1='x'` among the query options gives `@p1` a value wherever a literal may
 * stand in $filter, in $orderby, among keys and among the parameters of a function. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HeraldEmulatorAliases HeraldEmulatorAliases;

HeraldEmulatorAliases *herald_emulator_aliases_parse (const char *raw_query, GError **error);
const char *herald_emulator_aliases_find (const HeraldEmulatorAliases *self, const char *alias);
const char *herald_emulator_aliases_require (const HeraldEmulatorAliases *self,
                                             const char                  *alias,
                                             GError                     **error);
void        herald_emulator_aliases_free (HeraldEmulatorAliases *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorAliases, herald_emulator_aliases_free)

char *herald_emulator_percent_decode (const char *text, gboolean plus_is_space);

G_END_DECLS
