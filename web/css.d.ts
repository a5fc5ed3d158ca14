// Style sheets that pages name; the bundler puts them into a file beside the page's own.
declare module "*.css";
