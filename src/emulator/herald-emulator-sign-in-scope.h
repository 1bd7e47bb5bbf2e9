/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an application asks for: one resource, and what OpenID Connect adds. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

typedef struct
{
  char    *resource; /* as it was written, without the permission; (nullable): Microsoft Graph */
  gboolean named;    /* whether any resource or permission was named */
  gboolean is_default;
  gboolean openid;
  gboolean profile;
  gboolean email;
  gboolean offline_access;
} HeraldEmulatorSignInScope;

gboolean herald_emulator_sign_in_scope_read (HeraldEmulatorSite        *site,
                                             const char                *text,
                                             HeraldEmulatorSignInScope *scope,
                                             GError                   **error);
gboolean herald_emulator_sign_in_scope_check_resource (HeraldEmulatorSite *site,
                                                       const char         *resource,
                                                       GError            **error);
char    *herald_emulator_sign_in_scope_describe (const HeraldEmulatorSignInScope *self);
void     herald_emulator_sign_in_scope_clear (HeraldEmulatorSignInScope *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HeraldEmulatorSignInScope, herald_emulator_sign_in_scope_clear)

G_END_DECLS
