/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands for a tenant in the path of a sign-in address. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

typedef enum
{
  HERALD_EMULATOR_TENANT_CONCRETE, /* by its id or one of its domains */
  HERALD_EMULATOR_TENANT_COMMON,
  HERALD_EMULATOR_TENANT_ORGANIZATIONS,
  HERALD_EMULATOR_TENANT_CONSUMERS, /* personal accounts, of which there are none */
} HeraldEmulatorTenantKind;

typedef struct
{
  HeraldEmulatorTenantKind kind;
  const char              *segment;   /* (unowned): how addresses name it */
  const char              *issuer_id; /* (unowned): how issuers name it; “{tenantid}” for any */
} HeraldEmulatorTenant;

gboolean herald_emulator_sign_in_tenant_read (HeraldEmulatorSite   *site,
                                              const char           *text,
                                              HeraldEmulatorTenant *tenant,
                                              GError              **error);
char *
herald_emulator_sign_in_tenant_dup_origin (HeraldEmulatorSite *site, HeraldEmulatorCall *call);

G_END_DECLS
