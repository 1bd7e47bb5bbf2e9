/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of a request to the sign-in. */
#pragma once

#include "emulator/herald-emulator-call.h"

G_BEGIN_DECLS

/* Both: name to value, each once. */
GHashTable *herald_emulator_sign_in_form_read_body (HeraldEmulatorCall *call, GError **error);
GHashTable *herald_emulator_sign_in_form_read_query (HeraldEmulatorCall *call, GError **error);
const char *herald_emulator_sign_in_form_get (GHashTable *fields, const char *name);

G_END_DECLS
