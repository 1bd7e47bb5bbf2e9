/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names under which the emulator answers. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of Apple's two push services, told apart by their names alone. */
typedef enum
{
  HERALD_EMULATOR_HOST_OTHER,
  HERALD_EMULATOR_HOST_APNS_PRODUCTION,
  HERALD_EMULATOR_HOST_APNS_SANDBOX,
} HeraldEmulatorHostKind;

const char *const     *herald_emulator_hosts_get_names (void);
gboolean               herald_emulator_hosts_is_ours (const char *host);
HeraldEmulatorHostKind herald_emulator_hosts_get_kind (const char *host);

G_END_DECLS
