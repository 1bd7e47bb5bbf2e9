/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The emulated Apple Push Notification service. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

/* Which of Apple's two hosts is meant. */
typedef enum
{
  HERALD_EMULATOR_APNS_CONFIGURED, /* the one the configurations with this topic are for */
  HERALD_EMULATOR_APNS_PRODUCTION,
  HERALD_EMULATOR_APNS_SANDBOX,
} HeraldEmulatorApnsHost;

/* One push; texts are not owned and %NULL when their header is absent. */
typedef struct
{
  HeraldEmulatorApnsHost host;
  const char            *device_token;
  const char            *authorization;
  const char            *certificate; /* fingerprint of the client's, if it showed one */
  GObject               *connection;  /* (nullable): one connection is of one team */
  const char            *topic;
  const char            *push_type;
  const char            *priority;
  const char            *expiration;
  const char            *collapse_id;
  const char            *id;
  GBytes                *payload;
} HeraldEmulatorApnsRequest;

/* Apple's answer. */
typedef struct
{
  guint       status;
  const char *reason;       /* (nullable): NULL with status 200 */
  gboolean    development;  /* with status 200: delivered in the sandbox */
  gint64      timestamp_ms; /* with status 410: since when the token is dead */
} HeraldEmulatorApnsAnswer;

gboolean herald_emulator_apns_attach (HeraldEmulatorSite *site, GError **error);
HeraldEmulatorApnsAnswer
herald_emulator_apns_push (HeraldEmulatorSite *site, const HeraldEmulatorApnsRequest *request);

G_END_DECLS
