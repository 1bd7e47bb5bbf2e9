/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stands before everything that changes an environment or reaches people in it. */
#pragma once

#include "model/herald-environment.h"

G_BEGIN_DECLS

typedef struct _HeraldGuard HeraldGuard;

HeraldGuard *herald_guard_new (HeraldEnvironment *environment);
void         herald_guard_free (HeraldGuard *self);
/* Whether the next change has to be confirmed by typing the environment's name. */
gboolean herald_guard_needs_name (HeraldGuard *self);
gboolean herald_guard_is_name (HeraldGuard *self, const char *typed);
/* Lets one change pass, or all from now on. */
gboolean herald_guard_confirm (HeraldGuard *self, const char *typed, gboolean all, GError **error);
/* Whether a change may begin; uses up a confirmation of one. */
gboolean herald_guard_pass (HeraldGuard *self, GError **error);
/* The same without using anything up, for who wants to say so early. */
gboolean herald_guard_check_writable (HeraldGuard *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldGuard, herald_guard_free)

G_END_DECLS
