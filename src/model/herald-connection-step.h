/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One step of trying an environment: what is tried, how it went, how long it took, what to do. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  HERALD_CONNECTION_WAITING,
  HERALD_CONNECTION_RUNNING,
  HERALD_CONNECTION_GOOD,
  HERALD_CONNECTION_WARNING, /* works, but not all of it */
  HERALD_CONNECTION_FAILED,
  HERALD_CONNECTION_SKIPPED, /* because of a step before, or not needed here */
} HeraldConnectionState;

#define HERALD_TYPE_CONNECTION_STEP (herald_connection_step_get_type ())
G_DECLARE_FINAL_TYPE (HeraldConnectionStep,
                      herald_connection_step,
                      HERALD,
                      CONNECTION_STEP,
                      GObject)

/* @name: for programs, such as “tls”; @title: (static): translated, for people. */
HeraldConnectionStep *herald_connection_step_new (const char *name, const char *title);
const char           *herald_connection_step_get_name (HeraldConnectionStep *self);
const char           *herald_connection_step_get_title (HeraldConnectionStep *self);
/* All below: notify::state, which comes last. */
HeraldConnectionState herald_connection_step_get_state (HeraldConnectionStep *self);
guint                 herald_connection_step_get_elapsed_ms (HeraldConnectionStep *self);
const char *herald_connection_step_get_message (HeraldConnectionStep *self); /* or “” */
const char *herald_connection_step_get_fix (HeraldConnectionStep *self);     /* (nullable) */
/* (nullable): a line for each table, page or app. */
const char *const *herald_connection_step_get_details (HeraldConnectionStep *self);
void               herald_connection_step_reset (HeraldConnectionStep *self);
void               herald_connection_step_start (HeraldConnectionStep *self);
void               herald_connection_step_end (HeraldConnectionStep *self,
                                               HeraldConnectionState state,
                                               guint                 elapsed_ms,
                                               const char           *message,
                                               const char           *fix,
                                               const char *const    *details);
const char        *herald_connection_state_to_string (HeraldConnectionState state);
const char        *herald_connection_state_get_label (HeraldConnectionState state);

G_END_DECLS
