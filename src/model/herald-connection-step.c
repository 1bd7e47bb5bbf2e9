/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person sees of one step; whoever tries the environment fills it in. */
#include "config.h"

#include "model/herald-connection-step.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *name;
  const char *label;
} states[] = {
  [HERALD_CONNECTION_WAITING] = { "waiting", N_ ("Waiting") },
  [HERALD_CONNECTION_RUNNING] = { "running", N_ ("Running") },
  [HERALD_CONNECTION_GOOD] = { "good", N_ ("Good") },
  [HERALD_CONNECTION_WARNING] = { "warning", N_ ("Works in part") },
  [HERALD_CONNECTION_FAILED] = { "failed", N_ ("Failed") },
  [HERALD_CONNECTION_SKIPPED] = { "skipped", N_ ("Not tried") },
};

struct _HeraldConnectionStep
{
  GObject parent_instance;

  const char *name;  /* (static) */
  const char *title; /* (static) */

  HeraldConnectionState state;
  guint                 elapsed_ms;
  char                 *message; /* (owned) */
  char                 *fix;     /* (owned) (nullable) */
  GStrv                 details; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (HeraldConnectionStep, herald_connection_step, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_STATE,
  PROP_ELAPSED_MS,
  PROP_MESSAGE,
  PROP_FIX,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

static GStrv
dup_lines (const char *const *lines)
{
  g_autoptr (GStrvBuilder) builder = NULL;

  if (lines == NULL)
    return NULL;
  builder = g_strv_builder_new ();
  for (gsize i = 0; lines[i] != NULL; i++)
    g_strv_builder_add (builder, lines[i]);
  return g_strv_builder_end (builder);
}

/* Everything at once: a listener of the state finds the rest in place. */
static void
set_all (HeraldConnectionStep *self,
         HeraldConnectionState state,
         guint                 elapsed_ms,
         const char           *message,
         const char           *fix,
         const char *const    *details)
{
  char *old_message = self->message;
  char *old_fix = self->fix;
  GStrv old_details = self->details;

  self->state = state;
  self->elapsed_ms = elapsed_ms;
  self->message = g_strdup (message);
  self->fix = g_strdup (fix);
  self->details = dup_lines (details);
  g_free (old_message);
  g_free (old_fix);
  g_strfreev (old_details);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ELAPSED_MS]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MESSAGE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FIX]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
herald_connection_step_finalize (GObject *object)
{
  HeraldConnectionStep *self = HERALD_CONNECTION_STEP (object);

  g_free (self->message);
  g_free (self->fix);
  g_strfreev (self->details);
  G_OBJECT_CLASS (herald_connection_step_parent_class)->finalize (object);
}

static void
herald_connection_step_get_property (GObject    *object,
                                     guint       property_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  HeraldConnectionStep *self = HERALD_CONNECTION_STEP (object);

  switch (property_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_STATE:
      g_value_set_int (value, (int) self->state);
      break;
    case PROP_ELAPSED_MS:
      g_value_set_uint (value, self->elapsed_ms);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, self->message);
      break;
    case PROP_FIX:
      g_value_set_string (value, self->fix);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      break;
    }
}

static void
herald_connection_step_class_init (HeraldConnectionStepClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = herald_connection_step_finalize;
  object_class->get_property = herald_connection_step_get_property;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_STATE] =
    g_param_spec_int ("state", NULL, NULL, HERALD_CONNECTION_WAITING, HERALD_CONNECTION_SKIPPED,
                      HERALD_CONNECTION_WAITING, flags);
  properties[PROP_ELAPSED_MS] =
    g_param_spec_uint ("elapsed-ms", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, "", flags);
  properties[PROP_FIX] = g_param_spec_string ("fix", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
herald_connection_step_init (HeraldConnectionStep *self)
{
  self->message = g_strdup ("");
}

/**
 * herald_connection_step_new:
 * @name: (transfer none): how programs call it; static
 * @title: (transfer none): how people call it, translated; static
 *
 * Returns: (transfer full): a step that waits
 */
HeraldConnectionStep *
herald_connection_step_new (const char *name, const char *title)
{
  HeraldConnectionStep *self;

  g_return_val_if_fail (name != NULL && title != NULL, NULL);

  self = g_object_new (HERALD_TYPE_CONNECTION_STEP, NULL);
  self->name = name;
  self->title = title;
  return self;
}

/**
 * herald_connection_step_get_name:
 * @self: a step
 *
 * Returns: (transfer none): how programs call it, such as “tls”
 */
const char *
herald_connection_step_get_name (HeraldConnectionStep *self)
{
  g_return_val_if_fail (HERALD_IS_CONNECTION_STEP (self), "");

  return self->name;
}

/**
 * herald_connection_step_get_title:
 * @self: a step
 *
 * Returns: (transfer none): how people call it, translated
 */
const char *
herald_connection_step_get_title (HeraldConnectionStep *self)
{
  g_return_val_if_fail (HERALD_IS_CONNECTION_STEP (self), "");

  return self->title;
}

/**
 * herald_connection_step_get_state:
 * @self: a step
 *
 * Returns: how it stands; notify::state
 */
HeraldConnectionState
herald_connection_step_get_state (HeraldConnectionStep *self)
{
  g_return_val_if_fail (HERALD_IS_CONNECTION_STEP (self), HERALD_CONNECTION_WAITING);

  return self->state;
}

/**
 * herald_connection_step_get_elapsed_ms:
 * @self: a step
 *
 * Returns: how long it took, in milliseconds; 0 until it ended
 */
guint
herald_connection_step_get_elapsed_ms (HeraldConnectionStep *self)
{
  g_return_val_if_fail (HERALD_IS_CONNECTION_STEP (self), 0);

  return self->elapsed_ms;
}

/**
 * herald_connection_step_get_message:
 * @self: a step
 *
 * Returns: (transfer none): what came out, translated; empty until it ended
 */
const char *
herald_connection_step_get_message (HeraldConnectionStep *self)
{
  g_return_val_if_fail (HERALD_IS_CONNECTION_STEP (self), "");

  return self->message;
}

/**
 * herald_connection_step_get_fix:
 * @self: a step
 *
 * Returns: (transfer none) (nullable): what to do about it, translated; %NULL when nothing is to be
 *   done
 */
const char *
herald_connection_step_get_fix (HeraldConnectionStep *self)
{
  g_return_val_if_fail (HERALD_IS_CONNECTION_STEP (self), NULL);

  return self->fix;
}

/**
 * herald_connection_step_get_details:
 * @self: a step
 *
 * Returns: (transfer none) (nullable): one line for each table, page or app, translated
 */
const char *const *
herald_connection_step_get_details (HeraldConnectionStep *self)
{
  g_return_val_if_fail (HERALD_IS_CONNECTION_STEP (self), NULL);

  return (const char *const *) self->details;
}

/**
 * herald_connection_step_reset:
 * @self: a step
 *
 * Makes it wait, as if it had never been tried.
 */
void
herald_connection_step_reset (HeraldConnectionStep *self)
{
  g_return_if_fail (HERALD_IS_CONNECTION_STEP (self));

  set_all (self, HERALD_CONNECTION_WAITING, 0, "", NULL, NULL);
}

/**
 * herald_connection_step_start:
 * @self: a step that waits
 */
void
herald_connection_step_start (HeraldConnectionStep *self)
{
  g_return_if_fail (HERALD_IS_CONNECTION_STEP (self));

  set_all (self, HERALD_CONNECTION_RUNNING, 0, "", NULL, NULL);
}

/**
 * herald_connection_step_end:
 * @self: a step
 * @state: how it went
 * @elapsed_ms: how long it took, in milliseconds
 * @message: what came out, translated
 * @fix: (nullable): what to do about it, translated
 * @details: (nullable): more lines, translated
 */
void
herald_connection_step_end (HeraldConnectionStep *self,
                            HeraldConnectionState state,
                            guint                 elapsed_ms,
                            const char           *message,
                            const char           *fix,
                            const char *const    *details)
{
  g_return_if_fail (HERALD_IS_CONNECTION_STEP (self));
  g_return_if_fail (message != NULL);

  set_all (self, state, elapsed_ms, message, fix, details);
}

/**
 * herald_connection_state_to_string:
 * @state: a state
 *
 * Returns: how programs call it: “waiting”, “running”, “good”, “warning”, “failed”, “skipped”
 */
const char *
herald_connection_state_to_string (HeraldConnectionState state)
{
  g_return_val_if_fail ((gsize) state < G_N_ELEMENTS (states), "");

  return states[state].name;
}

/**
 * herald_connection_state_get_label:
 * @state: a state
 *
 * Returns: (transfer none): the translated words for it
 */
const char *
herald_connection_state_get_label (HeraldConnectionState state)
{
  g_return_val_if_fail ((gsize) state < G_N_ELEMENTS (states), "");

  return _(states[state].label);
}
