/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Line limits of the phones' notification surfaces, and the sentences that go with them. Neither
 * Apple nor Google publishes limits; both cut by rendered lines, so the numbers are those that
 * vendors measured. */
#include "config.h"

#include "model/herald-surface.h"

#include <glib/gi18n-lib.h>

/* Lines: measured on iOS 15 to 18 and stock Android 13/14 by the vendors of push services.
 * Android's BigTextStyle shows eight lines on the most frugal phones and thirteen on stock ones.
 * The sample app draws a large icon at the right in both states; a big picture is up to the app. */
static const HeraldSurfaceRules rules[HERALD_SURFACE_N] = {
  [HERALD_SURFACE_IOS_BANNER] = { HERALD_PLATFORM_IOS, "ios-banner", N_ ("banner"), 1, 1, 2,
                                  HERALD_SURFACE_IMAGE_THUMBNAIL, HERALD_SEVERITY_INFO },
  [HERALD_SURFACE_IOS_LOCK_SCREEN] = { HERALD_PLATFORM_IOS, "ios-lock-screen", N_ ("lock screen"),
                                       1, 1, 4, HERALD_SURFACE_IMAGE_THUMBNAIL,
                                       HERALD_SEVERITY_WARNING },
  [HERALD_SURFACE_IOS_EXPANDED] = { HERALD_PLATFORM_IOS, "ios-expanded", N_ ("long press"),
                                    HERALD_SURFACE_ALL_LINES, HERALD_SURFACE_ALL_LINES,
                                    HERALD_SURFACE_ALL_LINES, HERALD_SURFACE_IMAGE_LARGE,
                                    HERALD_SEVERITY_WARNING },
  [HERALD_SURFACE_ANDROID_COLLAPSED] = { HERALD_PLATFORM_ANDROID, "android-collapsed",
                                         N_ ("collapsed"), 1, 0, 1, HERALD_SURFACE_IMAGE_THUMBNAIL,
                                         HERALD_SEVERITY_INFO },
  [HERALD_SURFACE_ANDROID_EXPANDED] = { HERALD_PLATFORM_ANDROID, "android-expanded",
                                        N_ ("expanded"), 1, 0, 13, HERALD_SURFACE_IMAGE_THUMBNAIL,
                                        HERALD_SEVERITY_WARNING },
};

static const struct
{
  HeraldCut   cut;
  const char *field;
  const char *code;
} cut_fields[] = {
  { HERALD_CUT_TITLE, "title", "TITLE_CUT" },
  { HERALD_CUT_SUBTITLE, "subtitle", "SUBTITLE_CUT" },
  { HERALD_CUT_MESSAGE, "message", "MESSAGE_CUT" },
};

/**
 * herald_surface_get_rules:
 * @surface: a surface
 *
 * Returns: (transfer none): its line limits and words
 */
const HeraldSurfaceRules *
herald_surface_get_rules (HeraldSurface surface)
{
  g_return_val_if_fail ((guint) surface < HERALD_SURFACE_N, &rules[0]);

  return &rules[surface];
}

/**
 * herald_surface_describe:
 * @surface: a surface
 * @n_message_lines: how many lines of the message are shown
 * @cut: what could not be shown to its end
 *
 * Returns: (transfer full): such as “iOS · lock screen, 4 lines, the end is cut”
 */
char *
herald_surface_describe (HeraldSurface surface, guint n_message_lines, HeraldCut cut)
{
  const HeraldSurfaceRules *of = herald_surface_get_rules (surface);
  g_autofree char          *lines = NULL;
  const char               *end = NULL;

  if (cut & HERALD_CUT_MESSAGE)
    end = _("the end is cut");
  else if (cut & HERALD_CUT_TITLE)
    end = _("the title is cut");
  else if (cut & HERALD_CUT_SUBTITLE)
    end = _("the subtitle is cut");
  lines = g_strdup_printf (ngettext ("%u line", "%u lines", n_message_lines), n_message_lines);
  if (end == NULL)
    /* Translators: platform · surface, lines of text, such as “iOS · lock screen, 4 lines”. */
    return g_strdup_printf (_("%s · %s, %s"), herald_platform_get_label (of->platform),
                               _(of->label), lines);
  /* Translators: platform · surface, lines of text, what is cut. */
  return g_strdup_printf (_("%s · %s, %s, %s"), herald_platform_get_label (of->platform),
                             _(of->label), lines, end);
}

/**
 * herald_surface_to_text:
 * @surface: a surface
 * @message: what it shows
 * @app_name: (nullable): the sending app
 *
 * What a screen reader says instead of the picture; dropped fields are not in it.
 *
 * Returns: (transfer full): a few sentences
 */
char *
herald_surface_to_text (HeraldSurface surface, HeraldPushMessage *message, const char *app_name)
{
  const HeraldSurfaceRules *of = herald_surface_get_rules (surface);
  GString                  *text = g_string_new (NULL);
  const char               *subtitle = NULL;

  g_return_val_if_fail (HERALD_IS_PUSH_MESSAGE (message), g_string_free (text, FALSE));

  /* Translators: platform and surface, such as “Preview on iOS, lock screen.” */
  g_string_append_printf (text, _("Preview on %s, %s."), herald_platform_get_label (of->platform),
                                   _(of->label));
  if (app_name != NULL && *app_name != '\0')
    g_string_append_printf (text, " %s.", app_name);
  if (*herald_push_message_get (message, HERALD_PUSH_TITLE) != '\0')
    g_string_append_printf (text, " %s.", herald_push_message_get (message, HERALD_PUSH_TITLE));
  subtitle = herald_push_message_get (message, HERALD_PUSH_SUBTITLE);
  if (of->subtitle_lines > 0 && *subtitle != '\0')
    g_string_append_printf (text, " %s.", subtitle);
  if (*herald_push_message_get (message, HERALD_PUSH_MESSAGE_TEXT) != '\0')
    g_string_append_printf (text, " %s",
                            herald_push_message_get (message, HERALD_PUSH_MESSAGE_TEXT));
  if (*herald_push_message_get (message, HERALD_PUSH_IMAGE_URL) != '\0')
    g_string_append_printf (text, " %s", _("With an image."));
  return g_string_free (text, FALSE);
}

static void
add_cut_issue (GPtrArray *issues, const HeraldCut *cuts, gsize index)
{
  g_autoptr (GString) places = g_string_new (NULL);
  HeraldSeverity severity = HERALD_SEVERITY_INFO;

  for (guint i = 0; i < HERALD_SURFACE_N; i++)
    {
      if (!(cuts[i] & cut_fields[index].cut))
        continue;
      if (places->len > 0)
        g_string_append (places, ", ");
      /* Translators: platform and surface in a list, such as “iOS lock screen”. */
      g_string_append_printf (places, C_("place", "%s %s"),
                                          herald_platform_get_label (rules[i].platform),
                                          _(rules[i].label));
      severity = MAX (severity, rules[i].cut_severity);
    }
  if (places->len > 0)
    /* Translators: %s is a list of places, such as “iOS banner, Android collapsed”. */
    g_ptr_array_add (issues,
                     herald_issue_new (severity, cut_fields[index].code, cut_fields[index].field,
                                       _("The end is cut on: %s."), places->str));
}

/* Guesses by the number of characters, which measuring makes superfluous. */
static gboolean
is_estimate (const char *code)
{
  static const char *const codes[] = { "TITLE_TRUNCATES",    "TITLE_MAY_TRUNCATE",
                                       "SUBTITLE_TRUNCATES", "MESSAGE_TRUNCATES",
                                       "MESSAGE_COLLAPSES",  NULL };

  return g_strv_contains (codes, code);
}

/**
 * herald_surface_add_cut_issues:
 * @issues: (element-type HeraldIssue): where to add
 * @cuts: (array fixed-size=5): what each surface cut, by #HeraldSurface
 *
 * Turns what the previews measured into findings beside their fields: at most one per field, which
 * names every surface. They take the place of the estimates of herald_push_message_validate().
 */
void
herald_surface_add_cut_issues (GPtrArray *issues, const HeraldCut *cuts)
{
  g_return_if_fail (issues != NULL);
  g_return_if_fail (cuts != NULL);

  for (guint i = issues->len; i > 0; i--)
    if (is_estimate (((const HeraldIssue *) issues->pdata[i - 1])->code))
      g_ptr_array_remove_index (issues, i - 1);
  for (gsize i = 0; i < G_N_ELEMENTS (cut_fields); i++)
    add_cut_issue (issues, cuts, i);
}

static gboolean
is_right_to_left_letter (gunichar letter)
{
  static const GUnicodeScript scripts[] = {
    G_UNICODE_SCRIPT_ARABIC, G_UNICODE_SCRIPT_HEBREW,  G_UNICODE_SCRIPT_SYRIAC,
    G_UNICODE_SCRIPT_THAANA, G_UNICODE_SCRIPT_NKO,     G_UNICODE_SCRIPT_SAMARITAN,
    G_UNICODE_SCRIPT_ADLAM,  G_UNICODE_SCRIPT_MANDAIC,
  };
  GUnicodeScript script = g_unichar_get_script (letter);

  for (gsize i = 0; i < G_N_ELEMENTS (scripts); i++)
    if (scripts[i] == script)
      return TRUE;
  return FALSE;
}

/**
 * herald_surface_is_right_to_left:
 * @message: a message
 *
 * The first letter of the text decides, as in the Unicode bidirectional algorithm. Phones of those
 * who read such a script are mirrored.
 *
 * Returns: whether the notification starts at the right
 */
gboolean
herald_surface_is_right_to_left (HeraldPushMessage *message)
{
  const HeraldPushField fields[] = { HERALD_PUSH_TITLE, HERALD_PUSH_SUBTITLE,
                                     HERALD_PUSH_MESSAGE_TEXT };

  g_return_val_if_fail (HERALD_IS_PUSH_MESSAGE (message), FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    for (const char *at = herald_push_message_get (message, fields[i]); *at != '\0';
         at = g_utf8_next_char (at))
      if (g_unichar_isalpha (g_utf8_get_char (at)))
        return is_right_to_left_letter (g_utf8_get_char (at));
  return FALSE;
}
