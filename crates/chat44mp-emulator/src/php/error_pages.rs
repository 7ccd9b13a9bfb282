//! The HTML that the server sends instead of JSON or before it.

use crate::language::Language;

/// The page for an unknown route.
pub(crate) fn not_found(language: Language) -> String {
    let text = language.page_not_found();
    let filler = "<!-- layout -->\n".repeat(70);
    format!(
        "<!DOCTYPE html>\n<html>\n<head>\n<title>404 | {text}</title>\n{filler}</head>\n\
         <body>\n<div class=\"page-error\"><h1>404</h1><div class=\"page-description\">{text}</div></div>\n</body>\n</html>\n"
    )
}

/// The marketing page at `/` and `/api/`.
pub(crate) fn home() -> String {
    let section =
        "<section class=\"feature\"><h2>Chat marketing</h2><p>Grow with conversations.</p></section>\n";
    format!(
        "<!DOCTYPE html>\n<html>\n<head><title>Chat marketing</title></head>\n<body>\n{}</body>\n</html>\n",
        section.repeat(520)
    )
}

/// A page with nothing but a title.
pub(crate) fn plain(title: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html>\n<head><title>{title}</title></head>\n<body><h1>{title}</h1></body>\n</html>\n"
    )
}

pub(crate) const DISALLOWED_CHARACTERS: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<head><title>Error</title></head>\n<body>\n\
    <div id=\"container\"><h1>An Error Was Encountered</h1><p>The URI you submitted has disallowed characters.</p></div>\n</body>\n</html>";

/// The error page of the web server itself, without PHP.
pub(crate) fn web_server(status: u16, title: &str) -> String {
    format!(
        "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\n<html><head>\n<title>{status} {title}</title>\n</head>\
         <body>\n<h1>{title}</h1>\n</body></html>\n"
    )
}

/// The page for SQL that the query builder refuses; it is shown in every mode.
pub(crate) fn database_error(lines: &[&str]) -> String {
    let lines: String = lines.iter().map(|line| format!("<p>{line}</p>")).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Database Error</title>\n</head>\n\
         <body>\n\t<div id=\"container\">\n\t\t<h1>A Database Error Occurred</h1>\n\t\t{lines}\t</div>\n</body>\n</html>"
    )
}

/// An uncaught exception, with PHP errors shown.
pub(crate) fn uncaught(message: &str) -> String {
    format!(
        "\n<div style=\"border:1px solid #990000;padding-left:20px;margin:0 0 10px 0;\">\n\n\
         <h4>An uncaught Exception was encountered</h4>\n\n<p>Type: mysqli_sql_exception</p>\n<p>Message: {message}</p>\n\
         <p>Filename: /var/www/html/system/database/drivers/mysqli/mysqli_driver.php</p>\n<p>Line Number: 307</p>\n\n</div>"
    )
}

/// The warnings before the JSON when PHP errors are shown.
pub(crate) fn php_errors(messages: &[&str]) -> String {
    messages
        .iter()
        .map(|message| {
            format!(
                "\n<div style=\"border:1px solid #990000;padding-left:20px;margin:0 0 10px 0;\">\n\n\
                 <h4>A PHP Error was encountered</h4>\n\n<p>Severity: Warning</p>\n<p>Message:  {message}</p>\n\
                 <p>Filename: controllers/Api.php</p>\n<p>Line Number: 512</p>\n\n</div>"
            )
        })
        .collect()
}
