/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of an environment's form that says how its servers are reached. */
#pragma once

#include <adwaita.h>

#include "model/herald-environment.h"

G_BEGIN_DECLS

#define HERALD_TYPE_CONNECTION_GROUP (herald_connection_group_get_type ())
G_DECLARE_FINAL_TYPE (HeraldConnectionGroup,
                      herald_connection_group,
                      HERALD,
                      CONNECTION_GROUP,
                      AdwPreferencesGroup)

/* Signal “changed”: somebody entered something, or a file was judged. */
void herald_connection_group_fill (HeraldConnectionGroup *self, HeraldEnvironment *environment);
void herald_connection_group_read (HeraldConnectionGroup *self, HeraldEnvironment *environment);
/* Nothing offers any more to take any server for the right one. */
void herald_connection_group_forbid_ignoring (HeraldConnectionGroup *self);
/* What only the form knows: files that are no good. */
void herald_connection_group_add_issues (HeraldConnectionGroup *self, GPtrArray *issues);
void herald_connection_group_show_issues (HeraldConnectionGroup *self, GPtrArray *issues);
/* (nullable): entered now; NULL leaves what is kept. */
const char *herald_connection_group_get_proxy_password (HeraldConnectionGroup *self);
const char *herald_connection_group_get_client_certificate (HeraldConnectionGroup *self);

G_END_DECLS
