/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the services behave where the documentation leaves it open: named values that a program may
 * change while the emulator runs. They are as documented again after a reset and a restart. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

/* Attached before every service. A service registers its switches in its own attach function; the
 * value must live as long as the site, and what it holds now is the default. Names are
 * lowerCamelCase and static. */
gboolean herald_emulator_switches_attach (HeraldEmulatorSite *site, GError **error);
void
herald_emulator_switches_add_boolean (HeraldEmulatorSite *site, const char *name, gboolean *value);
void herald_emulator_switches_add_integer (HeraldEmulatorSite *site,
                                           const char         *name,
                                           guint              *value,
                                           guint               least,
                                           guint               most);
/* @value: index into @texts, which ends with NULL and is static. */
void herald_emulator_switches_add_choice (HeraldEmulatorSite *site,
                                          const char         *name,
                                          guint              *value,
                                          const char *const  *texts);

G_END_DECLS
