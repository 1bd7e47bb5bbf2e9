/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which function answers which method and path. */
#pragma once

#include "emulator/herald-emulator-call.h"

G_BEGIN_DECLS

#define HERALD_TYPE_EMULATOR_ROUTER (herald_emulator_router_get_type ())
G_DECLARE_FINAL_TYPE (HeraldEmulatorRouter,
                      herald_emulator_router,
                      HERALD,
                      EMULATOR_ROUTER,
                      GObject)

/* A pattern such as “/v1/projects/{project}/messages:send”. “{name}” is one path segment,
 * “{name...}” at the end is the rest of the path, not decoded, perhaps empty. A method of "*" takes
 * all. A trailing slash does not count. The first route that fits answers. */
typedef struct
{
  const char            *method;
  const char            *pattern;
  HeraldEmulatorCallFunc handler;
} HeraldEmulatorRoute;

HeraldEmulatorRouter *herald_emulator_router_new (void);
void                  herald_emulator_router_add (HeraldEmulatorRouter      *self,
                                                  const HeraldEmulatorRoute *routes,
                                                  gsize                      n_routes,
                                                  gpointer                   user_data);
void herald_emulator_router_dispatch (HeraldEmulatorRouter *self, HeraldEmulatorCall *call);

G_END_DECLS
