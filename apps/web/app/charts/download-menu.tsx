import { Download } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useSpeech } from "../i18n/speech.ts";
import { useTheme } from "../ui/theme.ts";
import { floating, menuItem } from "../ui/floating.ts";
import { buildChart, tableOf } from "./build-chart.ts";
import type { DrawnData } from "./build-chart.ts";
import { blobOfDataUrl, csvOf, fileNameOf, save } from "./download.ts";
import { readPalette } from "./palette.ts";

const pictureWidth = 900;

export function DownloadMenu({ data, title }: { readonly data: DrawnData; readonly title: string }) {
  const { w, f } = useSpeech();
  const theme = useTheme().shown;
  const model = () => {
    const palette = readPalette(theme);
    return { palette, model: buildChart(data, { palette, f, w: w.chart, width: pictureWidth }) };
  };
  const savePicture = async () => {
    const { drawPicture } = await import("./engine.ts");
    const drawn = model();
    save(fileNameOf(title, "png"), blobOfDataUrl(drawPicture(drawn.model, pictureWidth, drawn.palette.surface)));
  };
  const saveVector = async () => {
    const { drawVector } = await import("./engine.ts");
    const drawn = model();
    save(
      fileNameOf(title, "svg"),
      new Blob([drawVector(drawn.model, pictureWidth, drawn.palette.surface)], { type: "image/svg+xml" }),
    );
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        aria-label={`${w.chart.menu}: ${title}`}
        title={w.chart.menu}
        className="grid size-9 touch:size-11 place-items-center rounded text-n4 hover:bg-n1 hover:text-ink"
      >
        <Download size={16} aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={4} className={`${floating} w-48 p-1.5`}>
          <DropdownMenu.Item className={menuItem} onSelect={() => void savePicture()}>
            {w.chart.png}
          </DropdownMenu.Item>
          <DropdownMenu.Item className={menuItem} onSelect={() => void saveVector()}>
            {w.chart.svg}
          </DropdownMenu.Item>
          <DropdownMenu.Item
            className={menuItem}
            onSelect={() => save(fileNameOf(title, "csv"), csvOf(tableOf(data, { w: w.chart, f })))}
          >
            {w.chart.csv}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
