/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is signed in in a browser. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_sign_in_session_attach (HeraldEmulatorSite *site, GError **error);
void     herald_emulator_sign_in_session_begin (HeraldEmulatorSite *site,
                                                HeraldEmulatorCall *call,
                                                const char         *object_id);
char *
herald_emulator_sign_in_session_dup_person (HeraldEmulatorSite *site, HeraldEmulatorCall *call);

G_END_DECLS
