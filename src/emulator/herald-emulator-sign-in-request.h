/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all requests of applications to the sign-in have: tenant, client, fields. */
#pragma once

#include "emulator/herald-emulator-sign-in-grants.h"
#include "emulator/herald-emulator-sign-in-scope.h"
#include "emulator/herald-emulator-sign-in-tenant.h"

G_BEGIN_DECLS

typedef struct
{
  HeraldEmulatorSite               *site;   /* (unowned) */
  HeraldEmulatorCall               *call;   /* (unowned) */
  GHashTable                       *fields; /* (owned) (nullable) */
  char                             *origin; /* (owned) (nullable): that the caller uses */
  HeraldEmulatorTenant              tenant;
  const HeraldEmulatorSignInClient *client; /* (unowned) (nullable) */
  gboolean                          v1;
  gboolean                          by_certificate;
} HeraldEmulatorSignInRequest;

void herald_emulator_sign_in_request_clear (HeraldEmulatorSignInRequest *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HeraldEmulatorSignInRequest,
                                  herald_emulator_sign_in_request_clear)

/* @self: with site, call and v1; fields come from a body or a query. */
gboolean
herald_emulator_sign_in_request_read_body (HeraldEmulatorSignInRequest *self, GError **error);
gboolean
herald_emulator_sign_in_request_read_query (HeraldEmulatorSignInRequest *self, GError **error);
gboolean
herald_emulator_sign_in_request_find_client (HeraldEmulatorSignInRequest *self, GError **error);
const char *
herald_emulator_sign_in_request_get (const HeraldEmulatorSignInRequest *self, const char *name);
const char *herald_emulator_sign_in_request_require (const HeraldEmulatorSignInRequest *self,
                                                     const char                        *name,
                                                     GError                           **error);
char       *herald_emulator_sign_in_request_dup_scope (const HeraldEmulatorSignInRequest *self,
                                                       const char                        *fallback,
                                                       GError                           **error);

G_END_DECLS
