/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The applications that are registered in the emulated tenant. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

/* The platforms of a registration, as the portal calls them. */
typedef enum
{
  HERALD_EMULATOR_CLIENT_NATIVE, /* mobile and desktop applications: public */
  HERALD_EMULATOR_CLIENT_WEB,    /* confidential */
  HERALD_EMULATOR_CLIENT_PAGE,   /* single-page application */
} HeraldEmulatorClientKind;

typedef enum
{
  HERALD_EMULATOR_CONSENT_GRANTED,
  HERALD_EMULATOR_CONSENT_ASKED,    /* each user is asked once for each sign-in */
  HERALD_EMULATOR_CONSENT_BY_ADMIN, /* only the administrator may */
} HeraldEmulatorConsent;

typedef struct
{
  const char              *key;  /* its name for scripts */
  const char              *name; /* what people read */
  HeraldEmulatorClientKind kind;
  gboolean                 public_flows; /* “Allow public client flows” */
  HeraldEmulatorConsent    consent;
  gboolean                 disabled;
  gboolean                 assignment_required;
  gboolean                 secret_expired;
  gboolean                 credentials; /* the ready line's secret and certificate are its own */
  const char              *purpose;
  const char              *redirects[8];
  char                    *id; /* (owned) */
} HeraldEmulatorSignInClient;

gboolean herald_emulator_sign_in_clients_attach (HeraldEmulatorSite *site, GError **error);
const HeraldEmulatorSignInClient *
herald_emulator_sign_in_clients_find (HeraldEmulatorSite *site, const char *id, GError **error);
const HeraldEmulatorSignInClient          *
herald_emulator_sign_in_clients_get (HeraldEmulatorSite *site, guint index);
gboolean herald_emulator_sign_in_clients_has_redirect (const HeraldEmulatorSignInClient *self,
                                                       const char                       *redirect);

G_END_DECLS
