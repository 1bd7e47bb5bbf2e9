/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private keys in the emulator's folder. */
#pragma once

#include "crypto/herald-key.h"

G_BEGIN_DECLS

gboolean   herald_emulator_keys_write_secret (const char *path, const char *text, GError **error);
gboolean   herald_emulator_keys_write_bytes (const char *path, GBytes *bytes, GError **error);
char      *herald_emulator_keys_dup_path (const char *dir, const char *name);
HeraldKey *herald_emulator_keys_load_or_make (const char   *dir,
                                              const char   *name,
                                              HeraldKeyKind kind,
                                              GError      **error);
char      *herald_emulator_keys_load_or_make_certificate (const char *dir,
                                                          const char *name,
                                                          HeraldKey  *key,
                                                          const char *common_name,
                                                          GError    **error);

G_END_DECLS
